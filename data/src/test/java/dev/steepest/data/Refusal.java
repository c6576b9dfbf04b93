package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;

/** That bad files end as one clear line. */
final class Refusal {

    private Refusal() {}

    /** The directory is left out of the expected message. */
    static void assertRefused(Path directory, String message, Executable code) {
        DataException e = assertThrows(DataException.class, code);
        assertEquals(message, e.getMessage().replace(directory + File.separator, ""));
        assertOneLine(e);
    }

    static void assertOneLine(DataException e) {
        assertFalse(e.getMessage().chars().anyMatch(Character::isISOControl), e.getMessage());
    }
}
