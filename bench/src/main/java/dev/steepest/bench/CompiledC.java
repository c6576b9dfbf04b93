package dev.steepest.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The functions of {@code gradient.c}, built for this machine by the system's C compiler on first use. The library stays in the module's
 * {@code target} folder; its name carries the source's checksum, so a changed source is built anew.
 */
final class CompiledC {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final String SOURCE = "/gradient.c";

    private final SymbolLookup library;

    private CompiledC(SymbolLookup library) {
        this.library = library;
    }

    /**
     * Builds the library if there is none yet, and loads it.
     *
     * @throws IllegalStateException if there is no compiler, or it refuses the source (no AVX2, say); the message says which
     */
    @SuppressWarnings("restricted")
    static CompiledC load() {
        try {
            byte[] source = source();
            CRC32 checksum = new CRC32();
            checksum.update(source);
            Path library =
                    target().resolve("gradient-" + HexFormat.of().toHexDigits((int) checksum.getValue()) + ".so");
            if (!Files.exists(library)) {
                build(source, library);
            }
            return new CompiledC(SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The function of this name; sizes are {@code long}, all else is by address. */
    @SuppressWarnings("restricted")
    MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(JAVA_DOUBLE, arguments));
    }

    /** As many addresses, then as many sizes. */
    static MemoryLayout[] arguments(int addresses, int sizes) {
        MemoryLayout[] arguments = new MemoryLayout[addresses + sizes];
        Arrays.fill(arguments, 0, addresses, ADDRESS);
        Arrays.fill(arguments, addresses, arguments.length, JAVA_LONG);
        return arguments;
    }

    private static byte[] source() throws IOException {
        try (InputStream stream = CompiledC.class.getResourceAsStream(SOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the benchmarks' jar has no " + SOURCE);
            }
            return stream.readAllBytes();
        }
    }

    /** The classes lie in {@code target/classes} or in a jar in {@code target/lib}. */
    private static Path target() {
        try {
            Path classes = Path.of(CompiledC.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(classes)
                    ? classes.resolveSibling("")
                    : classes.resolve("../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Under a name of its own first, so that another process never loads half a library. */
    private static void build(byte[] text, Path library) throws IOException {
        Path source = Files.createTempFile(library.getParent(), "gradient", ".c");
        Path unfinished = source.resolveSibling(source.getFileName() + ".so");
        try {
            Files.write(source, text);
            compile(source, unfinished);
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(unfinished);
        }
    }

    private static void compile(Path source, Path library) throws IOException {
        Process compiler;
        try {
            compiler = new ProcessBuilder(
                            "cc",
                            "-O3",
                            "-march=native",
                            "-shared",
                            "-fPIC",
                            source.toString(),
                            "-o",
                            library.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("there is no C compiler: " + e.getMessage(), e);
        }
        String messages = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (exitCode(compiler) != 0) {
            throw new IllegalStateException("cc refused gradient.c: "
                    + messages.lines()
                            .filter(line -> line.contains("error"))
                            .findFirst()
                            .orElse(messages));
        }
    }

    private static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while cc was running", e);
        }
    }
}
