package dev.steepest.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Chromium without a window, driven by the DevTools protocol over the JDK's own web socket: JSON objects with a number out, and answers of the same
 * number or events in.
 */
final class Browser implements AutoCloseable {

    private static final String HOW_TO_INSTALL =
            "the report is tested in Chromium, which cannot be started: install it (Debian: apt-get install chromium), or name it in the"
                    + " environment variable CHROMIUM";
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<Map<String, Object>>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> awaited = new HashMap<>();
    private final String session;
    private int calls;

    private Browser(Process process, URI address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Listener())
                .join();
        String target = (String)
                call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId");
        this.session = (String) call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId");
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** In a profile of its own, in this directory. */
    static Browser start(Path profile) {
        String named = System.getenv("CHROMIUM");
        ProcessBuilder builder = new ProcessBuilder(
                named == null ? "chromium" : named,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank");
        try {
            Process process =
                    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return new Browser(process, address(process));
        } catch (IOException e) {
            throw new AssertionError(HOW_TO_INSTALL, e);
        }
    }

    /** Chromium tells it in a line of its standard error; what it says later is thrown away, so that it never waits for a reader. */
    private static URI address(Process process) throws IOException {
        BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(later -> {}));
                return URI.create(line.substring(LISTENING.length()));
            }
            said.append('\n').append(line);
        }
        throw new AssertionError(HOW_TO_INSTALL + "; it said:" + said);
    }

    /** Shows a page, and waits until it is loaded. */
    void open(Path page) {
        CompletableFuture<Void> loaded = await("Page.loadEventFired");
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        join(loaded);
    }

    void look(int width, int height, boolean dark) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        Map<String, Object> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /** The value of an expression in the page; of a promise, what it promises. */
    Object evaluate(String expression) {
        Map<String, Object> answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** The whole page as PNG. */
    byte[] screenshot() {
        Map<String, Object> options = Map.of("format", "png", "captureBeyondViewport", true);
        return Base64.getDecoder()
                .decode((String) call("Page.captureScreenshot", options).get("data"));
    }

    byte[] pdf() {
        return Base64.getDecoder()
                .decode((String) call("Page.printToPDF", Map.of()).get("data"));
    }

    /** Errors, warnings, dialogues and requests to anywhere but files, in the order of their coming. */
    List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    private CompletableFuture<Void> await(String event) {
        synchronized (awaited) {
            return awaited.computeIfAbsent(event, key -> new CompletableFuture<>());
        }
    }

    private Map<String, Object> call(String method, Map<String, ?> parameters) {
        return call(session, method, parameters);
    }

    private Map<String, Object> call(String session, String method, Map<String, ?> parameters) {
        int id = ++calls;
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> message = new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        StringWriter text = new StringWriter();
        Json.write(message, text);
        socket.sendText(text.toString(), true).join();
        return join(answer);
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private void receive(Map<String, Object> message) {
        if (message.get("id") instanceof Double id) {
            CompletableFuture<Map<String, Object>> answer = answers.remove(id.intValue());
            if (message.containsKey("error")) {
                answer.completeExceptionally(new AssertionError(message.toString()));
            } else {
                answer.complete(asObject(message.get("result")));
            }
            return;
        }
        String event = (String) message.get("method");
        Map<String, Object> parameters = asObject(message.get("params"));
        synchronized (awaited) {
            CompletableFuture<Void> waiting = awaited.remove(event);
            if (waiting != null) {
                waiting.complete(null);
            }
        }
        boolean complains = switch (event) {
            case "Runtime.exceptionThrown",
                    "Runtime.consoleAPICalled",
                    "Log.entryAdded",
                    "Page.javascriptDialogOpening" -> true;
            case "Network.requestWillBeSent" -> !url(parameters).startsWith("file:");
            default -> false;
        };
        if (complains) {
            synchronized (complaints) {
                complaints.add(event + ": " + parameters);
            }
        }
    }

    private static String url(Map<String, Object> parameters) {
        return (String) asObject(parameters.get("request")).get("url");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asObject(Object value) {
        return (Map<String, Object>) value;
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Messages may come in parts. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                String message = text + "\n";
                text.setLength(0);
                receive(Json.object(message));
            }
            socket.request(1);
            return null;
        }
    }
}
