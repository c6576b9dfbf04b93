package dev.steepest.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import org.jspecify.annotations.Nullable;

/** Hands the fields that FastCSV finds to the header, then to the rows; no row becomes an object. */
final class CsvRecords extends AbstractBaseCsvCallbackHandler<Boolean> {

    private final CsvHeader header;
    private final long linesBefore;
    private @Nullable CsvRows rows;
    private long blankLine;

    /** @param linesBefore how many lines of the file are not among those that FastCSV counts */
    CsvRecords(CsvHeader header, long linesBefore) {
        this.header = header;
        this.linesBefore = linesBefore;
    }

    /** From now on records are rows. */
    void rows(CsvRows rows) {
        this.rows = rows;
    }

    long line() {
        return linesBefore + getStartingLineNumber();
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
        if (rows == null) {
            header.add(new String(text, offset, length), line());
            return;
        }
        if (blankLine > 0) {
            // Dropping it would move all later rows against those of a separate target.
            throw rows.at(blankLine, "the line is blank, but more rows follow");
        }
        rows.field(line(), column, text, offset, length);
    }

    @Override
    protected void handleEmpty() {
        if (rows != null && blankLine == 0) {
            blankLine = line();
        }
    }

    @Override
    protected Boolean buildRecord() {
        if (rows != null && getRecordType() == RecordType.DATA) {
            rows.row(line(), getFieldCount());
        }
        return true;
    }
}
