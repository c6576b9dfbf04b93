package dev.steepest.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTest {

    private static double parse(String text) {
        String padded = "9" + text + "9";
        return Decimal.parse(padded.toCharArray(), 1, text.length() + 1);
    }

    private static void assertSame(String text) {
        assertEquals(
                Double.doubleToRawLongBits(Double.parseDouble(text)), Double.doubleToRawLongBits(parse(text)), text);
    }

    @Test
    void numbersAreThoseOfParseDouble() {
        String[] texts = {
            "0",
            "-0",
            "+0",
            "0.0",
            "-0.0e5",
            "1",
            "+1",
            "-1",
            "007",
            "1.",
            ".5",
            "-.5e-3",
            "1e5",
            "1E+5",
            "1e-5",
            "1e22",
            "1e23",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993e1",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551616",
            "0.1",
            "0.30000000000000004",
            "2.2250738585072012e-308",
            "4.9e-324",
            "2.4e-324",
            "1e-999999999999",
            "1.7976931348623157e308",
            "1.7976931348623159e308",
            "1e309",
            "0e999999999999",
            "123456789012345678901234567890",
            "0.000000000000000000000000000001",
            "1" + "0".repeat(400),
            "0." + "0".repeat(400) + "1e401",
            "1" + "0".repeat(300) + "e-300"
        };
        for (String text : texts) {
            assertSame(text);
        }
    }

    @Test
    void randomNumbersAreThoseOfParseDouble() {
        Random random = new Random(4);
        int cases = 300_000;
        for (int i = 0; i < cases; i++) {
            assertSame(random(random));
        }
        System.out.println("decimals: " + cases);
    }

    private static String random(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Double.toString(finite(random));
            case 1 -> String.valueOf(random.nextLong());
            case 2 -> String.format(Locale.ROOT, "%." + random.nextInt(12) + "f", random.nextGaussian() * 1000);
            case 3 ->
                BigDecimal.valueOf(random.nextInt(), random.nextInt(60) - 30).toString();
            default -> bits(random) + "." + bits(random) + "e" + (random.nextInt(80) - 40);
        };
    }

    private static long bits(Random random) {
        return random.nextLong() >>> 1 >>> random.nextInt(63);
    }

    private static double finite(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 0.1;
    }

    @Test
    void otherTextsAreNoNumbers() {
        String[] texts = {
            "",
            "+",
            "-",
            ".",
            "-.",
            "e5",
            "1e",
            "1e+",
            "1e5.0",
            "1.2.3",
            "--1",
            "+-1",
            "1d",
            "1f",
            "1D",
            "0x10",
            "0x1p3",
            "1_000",
            "1 0",
            " 1",
            "1 ",
            "NaN",
            "Infinity",
            "inf",
            "1,5",
            "١",
            "１",
            "1e٣",
            "1e5f",
            "∞",
            "\0001"
        };
        for (String text : texts) {
            assertTrue(Double.isNaN(parse(text)), text);
        }
    }
}
