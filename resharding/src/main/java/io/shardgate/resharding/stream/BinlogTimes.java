package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * Dates and times of a binary log as a server writes them in text, in UTC. The library gives them as instants, which zero
 * dates and dates like 2000-02-31 are not.
 */
final class BinlogTimes {

    private BinlogTimes() {}

    static String date(ByteArrayInputStream in) throws IOException {
        int packed = in.readInteger(3);
        return date(packed >> 9, packed >> 5 & 0xF, packed & 0x1F);
    }

    static String dateTime(int digits, ByteArrayInputStream in) throws IOException {
        long packed = bigEndian(in, 5) - 0x8000000000L;
        String fraction = fraction(digits, bigEndian(in, fractionBytes(digits)));
        int yearMonth = (int) (packed >> 22);
        return date(yearMonth / 13, yearMonth % 13, (int) (packed >> 17) & 0x1F) + " "
                + time((int) (packed >> 12) & 0x1F, (int) (packed >> 6) & 0x3F, (int) packed & 0x3F) + fraction;
    }

    static String timestamp(int digits, ByteArrayInputStream in) throws IOException {
        long seconds = bigEndian(in, 4);
        long fraction = bigEndian(in, fractionBytes(digits));
        if (seconds == 0 && fraction == 0) {
            return "0000-00-00 00:00:00" + fraction(digits, 0);
        }
        LocalDateTime utc = LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
        return date(utc.getYear(), utc.getMonthValue(), utc.getDayOfMonth()) + " "
                + time(utc.getHour(), utc.getMinute(), utc.getSecond()) + fraction(digits, fraction);
    }

    static String timeOfDay(int digits, ByteArrayInputStream in) throws IOException {
        int fractionBits = 8 * fractionBytes(digits);
        long packed = bigEndian(in, 3 + fractionBytes(digits)) - (0x800000L << fractionBits);
        long magnitude = Math.abs(packed);
        long whole = magnitude >> fractionBits;
        return (packed < 0 ? "-" : "")
                + time((int) (whole >> 12) & 0x3FF, (int) (whole >> 6) & 0x3F, (int) whole & 0x3F)
                + fraction(digits, magnitude & ((1L << fractionBits) - 1));
    }

    private static int fractionBytes(int digits) {
        return (digits + 1) / 2;
    }

    /** The fraction is kept with an even number of digits. */
    private static String fraction(int digits, long value) {
        if (digits == 0) {
            return "";
        }
        String even = String.format(Locale.ROOT, "%0" + 2 * fractionBytes(digits) + "d", value);
        return "." + even.substring(0, digits);
    }

    private static String date(int year, int month, int day) {
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
    }

    private static String time(int hours, int minutes, int seconds) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", hours, minutes, seconds);
    }

    private static long bigEndian(ByteArrayInputStream in, int bytes) throws IOException {
        long value = 0;
        for (byte b : in.read(bytes)) {
            value = (value << 8) | (b & 0xFF);
        }
        return value;
    }
}
