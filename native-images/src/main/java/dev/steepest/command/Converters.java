package dev.steepest.command;

import dev.steepest.LearningRate;
import dev.steepest.Loss;
import dev.steepest.Optimizer;
import dev.steepest.Plan;
import dev.steepest.Sampling;
import dev.steepest.Schedule;
import dev.steepest.Storage;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options as users write them; refusals in their words instead of Java's. */
final class Converters {

    private Converters() {}

    static void register(CommandLine command) {
        command.registerConverter(Long.class, Converters::whole);
        command.registerConverter(long.class, Converters::whole);
        command.registerConverter(Integer.class, Converters::small);
        command.registerConverter(int.class, Converters::small);
        command.registerConverter(double.class, Converters::number);
        command.registerConverter(Double.class, Converters::number);
        command.registerConverter(Method.class, choice(Method.values()));
        command.registerConverter(Plan.class, choice(Plan.values()));
        command.registerConverter(Storage.class, choice(Storage.values()));
        command.registerConverter(Sampling.class, choice(Sampling.values()));
        command.registerConverter(Schedule.class, ScheduleOption::parse);
        command.registerConverter(PenaltyKind.class, choice(PenaltyKind.values()));
        command.registerConverter(Optimizer.class, Converters::optimizer);
        command.registerConverter(Loss.class, Converters::loss);
        command.registerConverter(LearningRate.class, Converters::learningRate);
        command.registerConverter(Output.class, choice(Output.values()));
        ReadingOptions.register(command);
    }

    /** WITH_REPLACEMENT is written with-replacement. */
    static String written(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> ITypeConverter<E> choice(E[] values) {
        return text -> {
            for (E value : values) {
                if (written(value).equals(text)) {
                    return value;
                }
            }
            String known = String.join(
                    ", ", Arrays.stream(values).map(Converters::written).toList());
            throw new TypeConversionException("'" + text + "' is none of " + known);
        };
    }

    private static LearningRate learningRate(String text) {
        if (text.equals("auto")) {
            return LearningRate.automatic();
        }
        try {
            return LearningRate.constant(Double.parseDouble(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is neither auto nor a positive number");
        }
    }

    private static Optimizer optimizer(String text) {
        try {
            return Optimizer.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static Loss loss(String text) {
        try {
            return Loss.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number");
        }
    }

    private static int small(String text) {
        long value = whole(text);
        if (value != (int) value) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return (int) value;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number");
        }
    }
}
