package dev.steepest.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts {@code steepest} and {@code mvnw} in copies of this tree, after its build: what a user's machine does to a checkout. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector\n";
    private static final String WAITING = "steepest: waiting for another start";

    private static final List<String> NEEDED = List.of(
            "sh",
            "env",
            "dirname",
            "readlink",
            "sed",
            "find",
            "head",
            "tail",
            "cat",
            "grep",
            "ls",
            "ln",
            "mkdir",
            "mkfifo",
            "mktemp",
            "mv",
            "pwd",
            "rm",
            "sleep",
            "tr",
            "wc");

    /** Built, and started once. */
    @TempDir
    static Path tree;

    private static Map<String, Object> fitted;

    @TempDir
    Path dir;

    private final Map<String, String> environment = new HashMap<>(Map.of("JAVA_HOME", System.getProperty("java.home")));
    private final List<String> before = new ArrayList<>();

    @BeforeAll
    static void build() throws Exception {
        // Of what the command is made of, all but DuckDB's library, 70 MB: no table is read here.
        shell(
                ROOT,
                "tar cf - --exclude='*libduckdb_java*' steepest mvnw .mvn pom.xml examples/diabetes.csv kernel/pom.xml kernel/src/main"
                        + " api/pom.xml api/src/main data/pom.xml data/src/main native-images/pom.xml native-images/src/main"
                        + " native-images/target/modules | (cd '" + tree + "' && tar xf -)");
        Files.createFile(target(tree).resolve("built"));
        fitted = new LauncherTest().fit(tree).json();
        assertTrue(Files.exists(target(tree).resolve("steepest.aot")));
    }

    @Test
    void aCacheIsForItsPathAndItsModulesAndNeverAnError() throws Exception {
        Path copy = copy();
        assertFitted(INCUBATOR, fit(copy));
        Path key = target(copy).resolve("steepest.aot.key");
        String first = Files.readString(key);
        assertEquals(target(copy).resolve("modules").toString(), cachedFor(copy));
        assertEquals(target(tree).resolve("modules").toString(), cachedFor(tree));

        Files.createFile(target(copy).resolve("modules").resolve("other.txt"));
        assertFitted(INCUBATOR, fit(copy));
        assertNotEquals(first, Files.readString(key));

        Path cache = target(copy).resolve("steepest.aot");
        byte[] bytes = Files.readAllBytes(cache);
        Files.write(cache, Arrays.copyOf(bytes, bytes.length / 2));
        assertFitted(INCUBATOR, fit(copy));
    }

    @Test
    void aReadOnlyCopyStartsWithoutACache() throws Exception {
        Path copy = readOnly(copy());

        assertFitted(INCUBATOR, fit(copy));
        assertEquals(target(tree).resolve("modules").toString(), cachedFor(copy));
    }

    @Test
    void optionsThatACacheWouldBeAnErrorBeside() throws Exception {
        environment.put("STEEPEST_JAVA_OPTS", "-Xshare:off");

        assertFitted(INCUBATOR, fit(tree));
    }

    @Test
    void anotherJdkStarts() throws Exception {
        Path copy = readOnly(copy());
        Path jdk = Files.createSymbolicLink(dir.resolve("jdk"), Path.of(System.getProperty("java.home")));
        environment.put("JAVA_HOME", jdk.toString());

        assertFitted(INCUBATOR, fit(copy));
    }

    @Test
    void newerSourcesThatCannotBeBuilt() throws Exception {
        Path copy = copy();
        Files.createFile(copy.resolve("api").resolve("src").resolve("main").resolve("Newer.java"));
        readOnly(copy);

        assertFitted(
                "steepest: the sources are newer than what was built of them, which is started: " + target(copy)
                        + " cannot be written\n" + INCUBATOR,
                fit(copy));
    }

    @Test
    void nothingBuiltAndNoPlaceToBuild() throws Exception {
        Path copy = copy();
        Files.delete(target(copy).resolve("built"));
        readOnly(copy);
        Run run = fit(copy);

        assertEquals(Exit.REFUSED, run.code());
        assertEquals(
                "steepest: the command has not been built yet, and " + target(copy) + " cannot be written\n",
                run.err());
    }

    /** The build is a stand-in that tells when it runs and ends when it is told to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoFirstStartsOneBuilds(boolean flock) throws Exception {
        programs(flock ? new String[] {"flock"} : new String[0]);
        Path copy = notBuilt();
        Process first = start(copy);
        shell(copy, "read line <begun");
        Process second = start(copy);
        BufferedReader errors = second.errorReader(StandardCharsets.UTF_8);
        String said = errors.readLine();
        shell(copy, "echo >go");

        assertTrue(said.startsWith(WAITING), said);
        assertEquals(Exit.DONE, first.waitFor());
        assertEquals(Exit.DONE, second.waitFor());
        assertEquals(1, Files.readAllLines(copy.resolve("builds")).size());
        assertTrue(errors.lines().allMatch(line -> line.startsWith(WAITING) || (line + "\n").equals(INCUBATOR)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKilledBuildIsDoneAgain(boolean flock) throws Exception {
        programs(flock ? new String[] {"flock"} : new String[0]);
        Path copy = notBuilt();
        Process killed = start(copy);
        shell(copy, "read line <begun");
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly().waitFor();
        Process next = start(copy);
        shell(copy, "read line <begun; echo >go");

        assertEquals(Exit.DONE, next.waitFor());
        assertEquals(2, Files.readAllLines(copy.resolve("builds")).size());
    }

    @Test
    void aFailedBuildIsTold() throws Exception {
        Path copy = notBuilt();
        Files.writeString(copy.resolve("mvnw"), "#!/bin/sh\necho '[ERROR] no'\nexit 1\n");
        Run run = fit(copy);

        assertEquals(Exit.REFUSED, run.code());
        assertTrue(run.err().contains("\n[ERROR] no\nsteepest: the build failed; "), run.err());
    }

    /** Where the system refuses threads the JVM has something to say, too: standard output is not for it. */
    @Test
    void refusedThreadsAreToldOnStandardError() throws Exception {
        environment.put(
                "STEEPEST_JAVA_OPTS", "-Xss1g -Xmx64m -XX:CompressedClassSpaceSize=16m -XX:ReservedCodeCacheSize=32m");
        before.addAll(List.of("sh", "-c", "ulimit -v 24000000; exec \"$@\" --threads=39", "sh"));
        Run run = fit(tree);

        assertEquals("", run.out());
        assertEquals(Exit.REFUSED, run.code());
        assertTrue(
                run.err().contains("\nsteepest: threads=39 are more than the system gives: it refused the one after "),
                run.err());
    }

    /** A file of such a name would be taken for the option's value. */
    @Test
    void aStarInAnOptionIsNoPattern() throws Exception {
        Files.createFile(dir.resolve("-Dsteepest.kernel=scalar"));
        environment.put("STEEPEST_JAVA_OPTS", "-Dsteepest.kernel=*");
        before.addAll(List.of("sh", "-c", "cd '" + dir + "' && exec \"$@\"", "sh"));
        Run run = fit(tree);

        assertEquals(Exit.REFUSED, run.code());
        assertTrue(run.err().contains("steepest.kernel=*"), run.err());
    }

    @Test
    void aDeletedWorkingDirectoryIsTold() throws Exception {
        before.addAll(List.of("sh", "-c", "cd '" + dir + "' && mkdir d && cd d && rmdir ../d && exec \"$@\"", "sh"));
        Run run = fit(tree);

        assertEquals(Exit.REFUSED, run.code());
        assertTrue(
                run.err().endsWith("steepest: the working directory has been deleted: change to one that exists.\n"),
                run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.parquet",
                "x.PARQUET",
                "x.json",
                "x.JsonL",
                "x.ndjson",
                "x.DuckDB:t",
                "x.arrow",
                "x.feather",
                "SELECT 1",
                "From 'x.csv'",
                "values (1)"
            })
    void tablesHaveTheirModules(String data) throws Exception {
        assertTrue(modules(data).contains("duckdb.jdbc"));
    }

    @Test
    void whatIsNoTableDoesWithout() throws Exception {
        assertFalse(modules("x.csv.gz", "--one-hot", "--drop-null", "--json").contains("duckdb.jdbc"));
    }

    private String modules(String... arguments) throws Exception {
        environment.put("STEEPEST_JAVA_OPTS", "--show-module-resolution");
        List<String> command = new ArrayList<>(List.of(tree.resolve("steepest").toString(), "fit", "--target=y"));
        command.addAll(List.of(arguments));
        String told = run(command).out();
        assertTrue(told.contains("root dev.steepest.command"), told);
        return told;
    }

    /** As on machines without unzip: another file, which has another sum. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theWrapperChecksWhatItDownloads(boolean intact) throws Exception {
        programs("uname", "basename", "tar", "gzip", "sha256sum");
        Path maven = Files.createDirectories(dir.resolve("apache-maven-9").resolve("bin"));
        Files.writeString(maven.resolve("mvn"), "#!/bin/sh\necho started\n");
        shell(dir, "chmod +x apache-maven-9/bin/mvn && tar czf apache-maven-9-bin.tar.gz apache-maven-9");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] sum = digest.digest(Files.readAllBytes(dir.resolve("apache-maven-9-bin.tar.gz")));
        sum[31] ^= (byte) (intact ? 0 : 1);
        Path wrapper = Files.createDirectories(dir.resolve(".mvn").resolve("wrapper"));
        Files.writeString(
                wrapper.resolve("maven-wrapper.properties"),
                "distributionUrl=" + dir.toUri() + "apache-maven-9-bin.zip\ndistributionSha256Sum=" + "0".repeat(64)
                        + "\ndistributionTarSha256Sum=" + HexFormat.of().formatHex(sum) + "\n");
        Files.copy(ROOT.resolve("mvnw"), dir.resolve("mvnw"));
        environment.put("MAVEN_USER_HOME", dir.resolve("home").toString());
        Run run = run(List.of("sh", dir.resolve("mvnw").toString()));

        assertEquals(intact ? 0 : 1, run.code(), run.err());
        assertEquals(intact ? "started\n" : "", run.out());
        assertEquals(!intact, run.err().contains("Failed to validate Maven distribution SHA-256"), run.err());
    }

    private static void assertFitted(String errors, Run run) {
        assertEquals(errors, run.err());
        assertEquals(Exit.DONE, run.code());
        assertEquals(fitted.get("theta"), run.json().get("theta"));
    }

    private static Path target(Path copy) {
        return copy.resolve("native-images").resolve("target");
    }

    private static String cachedFor(Path copy) throws IOException {
        return Files.readAllLines(target(copy).resolve("steepest.aot.key")).get(0);
    }

    private Path copy() throws Exception {
        Path copy = dir.resolve("copy");
        shell(dir, "cp -a '" + tree + "' copy");
        return copy;
    }

    /** The modules come to their place when the build is told to go on. */
    private Path notBuilt() throws Exception {
        Path copy = copy();
        Files.delete(target(copy).resolve("built"));
        Files.move(target(copy).resolve("modules"), copy.resolve("modules"));
        Files.writeString(
                copy.resolve("mvnw"),
                "#!/bin/sh\necho >>builds\necho >begun\nread line <go\nmv modules native-images/target\n");
        shell(copy, "mkfifo begun go");
        return copy;
    }

    /** For the superuser, too: what may write all the same is taken from it. */
    private Path readOnly(Path copy) throws IOException {
        Files.setPosixFilePermissions(target(copy), PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(target(copy).resolve("lock"), PosixFilePermissions.fromString("r--r--r--"));
        if (System.getProperty("user.name").equals("root")) {
            before.addAll(List.of("setpriv", "--bounding-set=-dac_override"));
        }
        return copy;
    }

    /** What the scripts need, and no other program: a machine that has little. */
    private void programs(String... more) throws IOException {
        Path programs = Files.createDirectory(dir.resolve("programs"));
        for (String name : Stream.concat(NEEDED.stream(), Stream.of(more)).toList()) {
            Path program = Stream.of(System.getenv("PATH").split(":", -1))
                    .map(folder -> Path.of(folder, name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not on the PATH"));
            Files.createSymbolicLink(programs.resolve(name), program);
        }
        environment.put("PATH", programs.toString());
    }

    private Run fit(Path copy) throws Exception {
        return run(fitOf(copy));
    }

    private List<String> fitOf(Path copy) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                copy.resolve("steepest").toString(),
                "fit",
                copy.resolve("examples").resolve("diabetes.csv").toString(),
                "--target=target",
                "--max-epochs=5",
                "--json"));
        return command;
    }

    private Process start(Path copy) throws IOException {
        return builder(fitOf(copy)).start();
    }

    private Run run(List<String> command) throws Exception {
        Path errors = Files.createTempFile("launcher", ".txt");
        Process process = builder(command).redirectError(errors.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Run run = new Run(process.waitFor(), out, Files.readString(errors));
        Files.delete(errors);
        return run;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeAll(List.of("STEEPEST_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return builder;
    }

    private static void shell(Path folder, String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
