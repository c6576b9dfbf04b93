package dev.steepest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.steepest.Matrix;
import dev.steepest.data.NpyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is refused: exit code 2, nothing on standard output, this line on standard error and nothing written. */
class RefusalTest {

    @TempDir
    Path dir;

    @BeforeEach
    void data() throws IOException {
        Files.writeString(dir.resolve("data.csv"), "a,b,y\n1,2,3\n4,5,6\n7,8,10\n");
        Files.writeString(dir.resolve("b.csv"), "b\n1\n");
        Files.writeString(dir.resolve("c.csv"), "c,y\n1,2\n");
        Files.writeString(dir.resolve("abc.csv"), "a,b,c,y\n1,2,3,4\n");
        Files.writeString(dir.resolve("gap.csv"), "a,y\n1,2\n,3\n");
        Files.writeString(dir.resolve("other.csv"), "b,a,y\n1,2,3\n");
        Files.writeString(dir.resolve("text.csv"), "a,y\n1,2\n1,two\n");
        Files.writeString(
                dir.resolve("model.json"),
                "{'format':'steepest-model','version':1,'features':['a','c'],'theta':[1,2],'intercept':0,'loss':'squared'}"
                        .replace('\'', '"'));
        try (Arena arena = Arena.ofConfined()) {
            NpyFile.write(dir.resolve("nan.npy"), Matrix.of(arena, new double[][] {{1, 2}, {Double.NaN, 3}}));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fit | Missing required options and parameters: '--target=Y', 'DATA'; see steepest fit --help",
                "fit DIR/data.csv | Missing required option: '--target=Y'; see steepest fit --help",
                "fit DIR/data.csv --target | Missing required parameter for option '--target' (Y); see steepest fit --help",
                "fit DIR/data.csv --target y more | Unmatched argument at index 4: 'more'; see steepest fit --help",
                "fit DIR/data.csv --target y --lerning-rate 1 | Unknown options: '--lerning-rate', '1', did you mean --learning-rate?; see steepest fit --help",
                "fitt | 'fitt' is no command, did you mean fit?; see steepest --help",
                "ftt DIR/data.csv | 'ftt' is no command, did you mean fit?; see steepest --help",
                "version | 'version' is no command; see steepest --help",
                "fit DIR/data.csv --traget y | Unknown options: '--traget', 'y', did you mean --target?; see steepest fit --help",
                "fit DIR/data.csv --traget=y | Unknown option: '--traget=y', did you mean --target?; see steepest fit --help",
                "fit DIR/data.csv --target y --standardise | Unknown option: '--standardise', did you mean --standardize?; see steepest fit --help",
                "fit DIR --target y | cannot read DIR: it is a directory",
                "fit DIR/data.csv --target y --learning-rate fast | Invalid value for option '--learning-rate': 'fast' is neither auto nor a positive number; see steepest fit --help",
                "fit DIR/data.csv --target y --learning-rate -0.1 | Invalid value for option '--learning-rate': '-0.1' is neither auto nor a positive number; see steepest fit --help",
                "fit DIR/data.csv --target y --learning-rate NaN | Invalid value for option '--learning-rate': 'NaN' is neither auto nor a positive number; see steepest fit --help",
                "fit DIR/data.csv --target y --max-epochs 1e3 | Invalid value for option '--max-epochs': '1e3' is no whole number; see steepest fit --help",
                "fit DIR/data.csv --target y --tolerance tiny | Invalid value for option '--tolerance': 'tiny' is no number; see steepest fit --help",
                "fit DIR/data.csv --target y --method newton | Invalid value for option '--method': 'newton' is none of batch, stochastic, mini-batch; see steepest fit --help",
                "fit DIR/data.csv --target y --method mini-batch --batch-size 9999999999 | Invalid value for option '--batch-size': '9999999999' is too large; see steepest fit --help",
                "fit none.csv --target y --penalty ridge | Invalid value for option '--penalty': 'ridge' is none of none, l2, l1, elastic-net, weight-decay; see steepest fit --help",
                "fit none.csv --target y --penalty l1 | --penalty l1 needs --strength, what it counts for",
                "fit none.csv --target y --strength 1 | --strength=1.0 belongs to a --penalty",
                "fit none.csv --target y --penalty l2 --strength -1 | strength=-1.0 is no strength of a penalty: it must be finite and ≥ 0",
                "fit none.csv --target y --penalty l2 --strength much | Invalid value for option '--strength': 'much' is no number; see steepest fit --help",
                "fit none.csv --target y --penalty l2 --strength 1 --l1-ratio 1 | --l1-ratio=1.0 belongs to --penalty elastic-net, not to --penalty l2",
                "fit none.csv --target y --penalty elastic-net --strength 1 --l1-ratio 2 | l1Ratio=2.0 must be from 0 to 1",
                "fit none.csv --target y --non-negative --lower 1 | --non-negative is --lower=0: give it or --lower=1.0",
                "fit none.csv --target y --lower 1 --upper 0 | lower=1.0 upper=0.0 bound no coefficient: lower must be at most upper",
                "fit none.csv --target y --optimizer newton | Invalid value for option '--optimizer': optimizer=newton is none of plain, momentum:β, nesterov:β, adagrad:ε, rmsprop:ρ,ε, adam:β₁,β₂,ε, adamw:λ, averaging, svrg, dog, accelerated, barzilai-borwein, backtracking, lbfgs:pairs, auto; see steepest fit --help",
                "fit none.csv --target y --optimizer momentum:1 | Invalid value for option '--optimizer': momentum=1.0 must be from 0 to below 1; see steepest fit --help",
                "fit none.csv --target y --optimizer adam:0.9 | Invalid value for option '--optimizer': optimizer=adam:0.9 has parameters=1 and needs 3; see steepest fit --help",
                "fit none.csv --target y --optimizer svrg | optimizer=svrg serves stochastic and mini-batch descent only, this is method=batch",
                "fit none.csv --target y --method stochastic --optimizer accelerated | optimizer=accelerated serves batch descent only, this is method=stochastic",
                "fit DIR/data.csv --target y --optimizer adam | learningRate=automatic is a multiple of gradients, whose size optimizer=adam:0.9,0.999,1.0E-8 takes out: give a constant rate, 0.001 to 0.1 as a rule",
                "fit DIR/data.csv --target y --max-epochs 0 | --max-epochs=0 must be at least 1",
                "fit DIR/data.csv --target y --threads 0 | --threads=0 must be at least 1",
                "fit DIR/data.csv --target y --threads 65 | --threads=65 must be at most 64",
                "fit DIR/data.csv --target y --threads two | Invalid value for option '--threads': 'two' is no whole number; see steepest fit --help",
                "fit DIR/data.csv --target y --tolerance -1 | --tolerance=-1.0 must be positive, or 0 to switch the test off",
                "fit none.csv --target y --remaining -1 | --remaining=-1.0 must be positive, or 0 to switch the test off",
                "fit DIR/data.csv --target y --gradient-tolerance NaN | --gradient-tolerance=NaN must be positive, or 0 to switch the test off",
                "fit none.csv --target y --batch-size 2 | --batch-size=2 belongs to --method mini-batch, not to --method batch",
                "fit none.csv --target y --batch-size 2 --method stochastic | --batch-size=2 belongs to --method mini-batch, not to --method stochastic",
                "fit none.csv --target y --sampling shuffled | --sampling=shuffled belongs to --method stochastic or mini-batch, not to --method batch",
                "fit DIR/data.csv --target y --plan fast | Invalid value for option '--plan': 'fast' is none of auto, streaming, gram; see steepest fit --help",
                "fit none.csv --target y --plan gram --method stochastic | --plan gram belongs to --method batch, not to --method stochastic",
                "fit none.csv --target y --loss cubed | Invalid value for option '--loss': loss=cubed is none of squared, huber:D, quantile:Q, epsilon-insensitive:E, logistic, hinge, squared-hinge, poisson; see steepest fit --help",
                "fit none.csv --target y --loss huber:x | Invalid value for option '--loss': loss=huber:x: 'x' is no number; see steepest fit --help",
                "fit none.csv --target y --loss huber:-1 | Invalid value for option '--loss': huber=-1.0 must be positive and finite; see steepest fit --help",
                "fit none.csv --target y --loss quantile:1 | Invalid value for option '--loss': quantile=1.0 must be between 0 and 1; see steepest fit --help",
                "fit none.csv --target y --loss hinge --optimizer plain | --loss=hinge has no automatic rate with --optimizer plain: leave that out, or give one by --learning-rate",
                "fit none.csv --target y --loss poisson --learning-rate auto --optimizer momentum | --loss=poisson has no automatic rate with --optimizer momentum:0.9: leave that out, or give one by --learning-rate",
                "fit none.csv --target y --loss logistic --plan gram | --plan gram belongs to --loss squared, not to --loss logistic",
                "fit none.csv --target y --class-weights 1,2 | --class-weights=1,2 belongs to a loss of labels, not to --loss squared",
                "fit none.csv --target y --loss logistic --class-weights 1,-2 | --class-weights=1,-2 is neither balanced nor two numbers of which none is negative and one is positive",
                "fit none.csv --target y --loss logistic --class-weights even | --class-weights=even is neither balanced nor two numbers of which none is negative and one is positive",
                "fit DIR/data.csv --target y --loss logistic | the target 'y' has 3 different values: '3', '6', '10'; labels have two (SQL makes two of them), other targets another loss",
                "fit DIR/data.csv --target y --weights w | there is no column 'w' of weights: X has 'a', 'b'; weights may also be a .npy, .f64 or .csv file",
                "fit DIR/data.csv --target y --weights DIR/b.csv | DIR/b.csv has rows=1, X has rows=3",
                "fit DIR/data.csv --target y --weights DIR/data.csv | DIR/data.csv has columns=3: 'a', 'b', 'y'; it should have one",
                "fit DIR/data.csv --target y --weights DIR/b.csv --model DIR/b.csv | --model=DIR/b.csv is the same file as --weights: choose another",
                "fit none.csv --target y --method mini-batch --batch-size 0 | --batch-size=0 must be at least 1",
                "fit DIR/data.csv --target y --method mini-batch --batch-size 4 | --batch-size=4 exceeds the rows of the data, rows=3",
                "fit DIR/data.csv --target y --schedule linear | Invalid value for option '--schedule': 'linear' is none of constant, inverse-scaling:POWER, inverse-sqrt, exponential:DECAY, step:FACTOR,EPOCHS, cosine:WARMUP,EPOCHS, plateau:FACTOR,PATIENCE; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule step:0.5 | Invalid value for option '--schedule': 'step:0.5' has values=1, it takes values=2; known are constant, inverse-scaling:POWER, inverse-sqrt, exponential:DECAY, step:FACTOR,EPOCHS, cosine:WARMUP,EPOCHS, plateau:FACTOR,PATIENCE; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule inverse-sqrt:2 | Invalid value for option '--schedule': 'inverse-sqrt:2' has values=1, it takes values=0; known are constant, inverse-scaling:POWER, inverse-sqrt, exponential:DECAY, step:FACTOR,EPOCHS, cosine:WARMUP,EPOCHS, plateau:FACTOR,PATIENCE; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule exponential:fast | Invalid value for option '--schedule': 'exponential:fast': 'fast' is no number; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule exponential:1.5 | Invalid value for option '--schedule': 'exponential:1.5': decay=1.5 of a schedule must be above 0 and at most 1; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule cosine:5,0.5 | Invalid value for option '--schedule': 'cosine:5,0.5': '0.5' is no whole number; see steepest fit --help",
                "fit DIR/data.csv --target y --schedule cosine:5,4 | Invalid value for option '--schedule': 'cosine:5,4': warmUpEpochs=5 of a schedule must not be negative, and less than its epochs=4; see steepest fit --help",
                "fit DIR/data.csv --target y --clip 0 | --clip=0.0 must be positive",
                "fit DIR/data.csv --target y --time-limit -1 | --time-limit=-1.0 must be positive",
                "fit DIR/data.csv --target y --tolerance-epochs 0 | --tolerance-epochs=0 must be at least 1",
                "fit DIR/data.csv --target y --tolerance-epochs 2000000 | --tolerance-epochs=2000000 must be at most 1048576",
                "fit DIR/data.csv --target y --validation-fraction 1 | --validation-fraction=1.0 must be above 0 and below 1",
                "fit DIR/data.csv --target y --validation-fraction half | Invalid value for option '--validation-fraction': 'half' is no number; see steepest fit --help",
                "fit DIR/data.csv --target y --patience 3 | --patience=3 belongs to --validation-fraction or --validation",
                "fit DIR/data.csv --target y --validation-fraction 0.5 --patience 0 | --patience=0 must be at least 1",
                "fit DIR/data.csv --target y --validation-fraction 0.5 --validation DIR/b.csv | --validation-fraction=0.5 and --validation=DIR/b.csv exclude each other: choose one",
                "fit DIR/data.csv --target y --validation-target y | --validation-target=y belongs to --validation",
                "fit DIR/data.csv --target y --validation DIR/no.csv | cannot read DIR/no.csv: there is no such file",
                "fit DIR/data.csv --target y --validation DIR/text.csv | DIR/text.csv lacks columns that the model needs: 'b'; it has 'a', 'y'",
                "fit DIR/data.csv --target y --validation DIR/c.csv | DIR/c.csv lacks columns that the model needs: 'a', 'b'; it has 'c', 'y'",
                "fit DIR/data.csv --target y --validation DIR/other.csv --trace DIR/other.csv | --trace=DIR/other.csv is the same file as --validation: choose another",
                "fit DIR/text.csv --target a | DIR/text.csv line=3 column=1 'y': 'two' is not a number: --one-hot makes a feature of each value of a column of text",
                "fit DIR/gap.csv --target y | DIR/gap.csv line=3 column=0 'a': the value is missing: --drop-null leaves such rows out",
                "fit DIR/gap.csv --target DIR/b.csv | DIR/gap.csv line=3 column=0 'a': the value is missing",
                "fit DIR/data.csv --target y --positive 1 | --positive=1 belongs to a loss of labels, this is loss=squared",
                "fit DIR/data.csv --target y --offset DIR/b.csv --model DIR/b.csv | --model=DIR/b.csv is the same file as --offset: choose another",
                "fit - --target y | DATA=- is standard input: say --format csv or --format tsv",
                "fit DIR/data.csv --target y --format xls | Invalid value for option '--format': 'xls' is none of csv, tsv; see steepest fit --help",
                "fit DIR/data.csv --target y --decimal ; | --decimal=; is neither . nor ,",
                "fit DIR/data.csv --target y --unseen one | Invalid value for option '--unseen': 'one' is none of refuse, zero; see steepest fit --help",
                "fit DIR/data.csv --target y --no-header=no | Invalid value for option '--no-header': 'no' is not a boolean; see steepest fit --help",
                "fit DIR/gap.csv --target y --missing 2 | DIR/gap.csv line=2 column=1 'y': the value is missing: '2': --drop-null leaves such rows out",
                "fit DIR/data.csv --target y --validation-fraction 0.5 --method mini-batch --batch-size 3 | batchSize=3 exceeds the rows that a validation split leaves, rows=1",
                "fit DIR/none.csv --target y | cannot read DIR/none.csv: there is no such file",
                "fit DIR/data.txt --target y | DIR/data.txt is of no known kind: names of data files end in .npy, .npz, .csv, .tsv, .csv.gz, .tsv.gz, .parquet, .json, .jsonl, .ndjson, .duckdb, .arrow, .libsvm, .libsvm.gz, .f64 or .f32",
                "fit DIR/data.csv --target z | DIR/data.csv has no column 'z': it has 'a', 'b', 'y'; a target may also be a .npy, .f64 or .csv file",
                "fit DIR/text.csv --target y | DIR/text.csv line=3 column=1 'y': 'two' is not a number: --loss logistic takes two labels of any kind",
                "fit DIR/data.csv --target DIR/b.csv | DIR/b.csv has rows=1, DIR/data.csv has rows=3",
                "fit DIR/nan.npy --target 1 | X is not finite at row=1 feature=0: NaN",
                "fit none.csv --target y --model DIR/no/m.json | --model=DIR/no/m.json cannot be written: there is no directory DIR/no",
                "fit none.csv --target y --trace DIR | --trace=DIR cannot be written: it is a directory",
                "fit DIR/data.csv --target y --model DIR/data.csv | --model=DIR/data.csv is the same file as DATA: choose another",
                "fit DIR/data.csv --target DIR/b.csv --trace DIR/./b.csv | --trace=DIR/./b.csv is the same file as --target: choose another",
                "fit DIR/data.csv --target y --model DIR/m --trace DIR/m | --trace=DIR/m is the same file as --model: choose another",
                "fit none.csv --target y --start DIR/none.json | cannot read DIR/none.json: there is no such file",
                "fit DIR/data.csv --target y --start DIR/model.json | DIR/data.csv lacks columns that the model needs: 'c'; it has 'a', 'b', 'y'",
                "fit DIR/abc.csv --target y --start DIR/model.json | --start=DIR/model.json: not in the model: 'b'",
                "fit none.csv --target y --intercept=no | Invalid value for option '--intercept': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --standardize=no | Invalid value for option '--standardize': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --one-hot=no | Invalid value for option '--one-hot': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --drop-null=no | Invalid value for option '--drop-null': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --json=no | Invalid value for option '--json': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --quiet=no | Invalid value for option '--quiet': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --non-negative=no | Invalid value for option '--non-negative': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --resume=no | Invalid value for option '--resume': 'no' is not a boolean; see steepest fit --help",
                "fit none.csv --target y --seed 1.5 | Invalid value for option '--seed': '1.5' is no whole number; see steepest fit --help",
                "fit none.csv --target y --storage float16 | Invalid value for option '--storage': 'float16' is none of float64, float32; see steepest fit --help",
                "fit none.csv --target y --sampling some --method stochastic | Invalid value for option '--sampling': 'some' is none of shuffled, shuffled-blocks, with-replacement; see steepest fit --help",
                "fit none.csv --target y --upper high | Invalid value for option '--upper': 'high' is no number; see steepest fit --help",
                "fit none.csv --target y --lower NaN | lower=NaN upper=Infinity bound no coefficient: lower must be at most upper",
                "fit none.csv --target y --every 3 | --every=3 belongs to --checkpoint",
                "fit none.csv --target y --checkpoint DIR/c --every 0 | --every=0 must be at least 1",
                "fit none.csv --target y --checkpoint DIR/data.csv | --checkpoint=DIR/data.csv is there already: add --resume to go on from it, or delete it to start anew",
                "fit none.csv --target y --onnx DIR/no/m.onnx | --onnx=DIR/no/m.onnx cannot be written: there is no directory DIR/no",
                "fit none.csv --target y --report DIR | --report=DIR cannot be written: it is a directory",
                "predict DIR/data.csv | Missing required option: '--model=FILE'; see steepest predict --help",
                "predict --model DIR/model.json DIR/data.csv | DIR/data.csv lacks columns that the model needs: 'c'; it has 'a', 'b', 'y'",
                "export --model DIR/model.json | Missing required option: '--onnx=FILE'; see steepest export --help",
                "export --model DIR/none.json --onnx DIR/m | cannot read DIR/none.json: there is no such file",
                "export --model DIR/model.json --onnx DIR/model.json | --onnx=DIR/model.json is the same file as --model: choose another",
                "export --model DIR/data.csv --onnx DIR/no/m | --onnx=DIR/no/m cannot be written: there is no directory DIR/no",
                "predict --model DIR/none.json DIR/data.csv | cannot read DIR/none.json: there is no such file",
                "predict --model DIR/model.json DIR/data.csv --out DIR/out.txt | --out=DIR/out.txt must end in .csv, .npy or .parquet",
                "predict --model DIR/model.json DIR/data.csv --out DIR/data.csv | --out=DIR/data.csv is the same file as DATA: choose another",
            })
    void inOneLine(String arguments, String line) throws IOException {
        String data = Files.readString(dir.resolve("data.csv"));

        Run run = Run.of((Object[]) arguments.replace("DIR", dir.toString()).split(" ", -1));

        assertEquals("steepest: " + line.replace("DIR", dir.toString()) + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(Exit.REFUSED, run.code());
        assertEquals(data, Files.readString(dir.resolve("data.csv")));
        assertFalse(Files.exists(dir.resolve("m")));
    }

    /**
     * With its name and the value that was given; but for --target, of which the columns that there are say more, and --missing,
     * which takes any word.
     */
    @Test
    @Tag("jvm") // it asks the command's own description
    void everyOptionOfFitIsRefusedAbove() throws NoSuchMethodException {
        List<String[]> lines = Stream.of(RefusalTest.class
                        .getDeclaredMethod("inOneLine", String.class, String.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .map(line -> line.split(" \\| ", 2))
                .toList();
        List<String> options = HelpTest.optionsOfFit().stream()
                .filter(option -> !option.equals("--target") && !option.equals("--missing"))
                .toList();
        for (String option : options) {
            Pattern given = Pattern.compile(option + "[ =](\\S+)");
            assertTrue(
                    lines.stream()
                            .anyMatch(line -> given.matcher(line[0])
                                    .results()
                                    .anyMatch(match -> line[1].matches(".*" + option + "\\b.*")
                                            && line[1].contains(match.group(1)))),
                    option);
        }
        assertTrue(options.size() > 40, options::toString);
    }

    @Test
    void bugsInOneLineToo() {
        Run run = run(new IllegalStateException("one\n  two"));

        assertEquals(
                "steepest: unexpected: java.lang.IllegalStateException: one two; please report it, with what STEEPEST_DEBUG=1 in the"
                        + " environment prints\n",
                run.err());
        assertEquals(Exit.REFUSED, run.code());
    }

    private static Run run(Throwable e) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new Console(System.out, new PrintStream(err, true, UTF_8)).refuse(e);
        return new Run(code, "", err.toString(UTF_8));
    }
}
