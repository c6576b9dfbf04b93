package dev.steepest.command;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** The version of this command: its module's. */
final class Version implements IVersionProvider {

    static String current() {
        @Nullable ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return Optional.ofNullable(module)
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("of unknown version (not started as a module)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"steepest " + current()};
    }
}
