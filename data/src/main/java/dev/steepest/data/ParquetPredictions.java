package dev.steepest.data;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** Predictions as a table that DuckDB asks for chunk by chunk while it writes Parquet. */
final class ParquetPredictions implements DuckDBTableFunction<Object, Object, Object> {

    private static final String NOTHING = "";

    private final PredictionFile.Predictions predictions;
    private double[] values = {};
    private @Nullable RuntimeException failure;

    private ParquetPredictions(PredictionFile.Predictions predictions) {
        this.predictions = predictions;
    }

    static void write(Path file, Path temporary, PredictionFile.Predictions predictions) throws IOException {
        try {
            new ParquetPredictions(predictions).copyTo(temporary);
        } catch (SQLException e) {
            throw new IOException(String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        } catch (NoClassDefFoundError e) {
            throw Source.of(file).without(e);
        }
    }

    private void copyTo(Path file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("threads", "1");
        try (DuckDBConnection connection = DuckDBConnection.newConnection("jdbc:duckdb:", false, "", settings);
                DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction();
                Statement statement = connection.createStatement()) {
            function.withName("predictions").withFunction(this).register(connection);
            statement.execute("COPY (SELECT prediction FROM predictions()) TO " + Database.literal(file.toString())
                    + " (FORMAT parquet, USE_TMP_FILE false)");
        } catch (SQLException e) {
            if (failure != null) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public Object bind(DuckDBTableFunctionBindInfo info) {
        info.addResultColumn("prediction", Double.TYPE);
        return NOTHING;
    }

    @Override
    public Object init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        return NOTHING;
    }

    @Override
    public Object localInit(DuckDBTableFunctionInitInfo info) {
        return NOTHING;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        if (values.length == 0) {
            values = new double[Math.toIntExact(chunk.capacity())];
        }
        try {
            int count = predictions.next(values);
            DuckDBWritableVector column = chunk.vector(0);
            for (int i = 0; i < count; i++) {
                column.setDouble(i, values[i]);
            }
            return count;
        } catch (RuntimeException e) {
            failure = e; // DuckDB hands on its message only
            throw e;
        }
    }
}
