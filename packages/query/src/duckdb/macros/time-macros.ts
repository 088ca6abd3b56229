// Timestamps: their text, rounding to a precision, ISO 8601 input, durations in words.
import { quoteLiteral } from '../../types/quoting.ts';
import { OUTSIDE_NANOSECONDS } from '../engine-words.ts';
import { RAISE_PREFIX, raise } from '../raise.ts';
import { macro } from './macro.ts';

export const TIME_MACROS = [
  macro(
    't_timestamp_text(x, p)',
    `CASE WHEN year(x) > 9999 THEN '+' ELSE '' END || strftime(x, '%Y-%m-%d %H:%M:%S') || CASE WHEN p = 0 THEN '' ELSE '.' || substr(strftime(x, '%n'), 1, p) END`,
  ),
  // To the nearest multiple of `unit` microseconds, half up. It names its argument once: what stands twice DuckDB takes out of a TRY.
  macro(
    't_round_timestamp(x, unit)',
    "time_bucket(to_microseconds(unit), x + to_microseconds(unit // 2), TIMESTAMP '1970-01-01')",
  ),
  // Nanoseconds to microseconds: `unit` in nanoseconds.
  macro('t_round_nanos(x, unit)', 'make_timestamp(t_floor_to(epoch_ns(x) + unit // 2, unit) // 1000)'),
  macro('t_round_time(x, unit)', 'CAST(make_timestamp((epoch_us(x) + unit // 2) // unit * unit) AS TIME)'),
  // Of a rounded timestamp `x`. Before 1970 Trino loses a second or fails with an internal error.
  macro(
    't_rounded_clock(rounded, x)',
    `CAST(CASE WHEN x < TIMESTAMP '1970-01-01' AND epoch_us(x) % 1000000 <> 0
     THEN CAST(CAST(${raise('NOT_SUPPORTED', "'A timestamp before 1970 with a fraction of a second cannot be cast to time locally'")} AS VARCHAR) AS TIMESTAMP) ELSE rounded END AS TIME)`,
  ),
  // Nanoseconds keep what lies below a microsecond.
  macro('t_micros_of_nanos(x)', 't_floor_to(epoch_ns(x), 1000) // 1000'),
  // DuckDB's cast cuts towards 1970.
  macro('t_cut_nanos(x)', 'make_timestamp(t_micros_of_nanos(x))'),
  macro(
    't_shift_nanos(x, step)',
    `list_transform([CAST(epoch_us(make_timestamp(t_micros_of_nanos(x)) + step) AS HUGEINT) * 1000 + (epoch_ns(x) - t_micros_of_nanos(x) * 1000)],
       lambda n: t_from_unix_nanos(n))[1]`,
  ),
  macro(
    't_shift_date(x, step)',
    `CAST(CASE WHEN t_interval_millis(step) % 86400000 = 0 THEN x + step
     ELSE CAST(CAST(${raise('INVALID_FUNCTION_ARGUMENT', "'Cannot add hour, minutes or seconds to a date'")} AS VARCHAR) AS TIMESTAMP) END AS DATE)`,
  ),
  macro('t_rounded_thousandths(n)', 'CASE WHEN n < 0 THEN -((500 - n) // 1000) ELSE (n + 500) // 1000 END'),
  // Values whose zone only the run knows: {t: the instant, z: the zone's name}.
  macro(
    't_with_zone(t, z)',
    "list_transform([{'t': t, 'z': z}], lambda v: CASE WHEN v.t IS NOT NULL AND v.z IS NOT NULL THEN v END)[1]",
  ),
  macro(
    't_offset_minutes(z)',
    "(CASE WHEN z[1] = '-' THEN -1 ELSE 1 END) * (coalesce(TRY_CAST(z[2:3] AS INTEGER), 0) * 60 + coalesce(TRY_CAST(z[5:6] AS INTEGER), 0))",
  ),
  // Lambdas, here and below, so that an argument that is itself such a text is written once: nested ones would double with every level.
  macro(
    't_zone_clock(t, z)',
    `list_transform([{'t': t, 'z': z}], lambda q: CASE WHEN q.z[1] IN ('+', '-') THEN timezone('UTC', q.t) + to_minutes(t_offset_minutes(q.z))
     ELSE timezone(q.z, q.t) END)[1]`,
  ),
  // Of a time that the clock shows twice Trino takes the first, DuckDB the second: tried with the offset of the day before.
  macro(
    't_first_instant(wall, late, z)',
    `CASE WHEN timezone(z, timezone('UTC', wall - (timezone(z, late - to_days(1)) - timezone('UTC', late - to_days(1))))) = wall
     THEN timezone('UTC', wall - (timezone(z, late - to_days(1)) - timezone('UTC', late - to_days(1)))) ELSE late END`,
  ),
  macro('t_named_instant(wall, z)', 'list_transform([wall], lambda w: t_first_instant(w, timezone(z, w), z))[1]'),
  macro(
    't_zone_instant(wall, z)',
    `list_transform([{'w': wall, 'z': z}], lambda q: CASE WHEN q.z[1] IN ('+', '-') THEN timezone('UTC', q.w - to_minutes(t_offset_minutes(q.z)))
     WHEN q.z = 'UTC' THEN timezone('UTC', q.w) ELSE t_first_instant(q.w, timezone(q.z, q.w), q.z) END)[1]`,
  ),
  macro(
    't_nanos_beside(wall, x)',
    'make_timestamp_ns(epoch_us(wall) * 1000 + (epoch_ns(x) - t_micros_of_nanos(x) * 1000))',
  ),
  // What JavaScript read, `microseconds zone`, or its failure. As a lambda's parameter it is read once, however often it is named.
  macro('t_word(s, n)', "list_extract(string_split(s, ' '), n)"),
  macro(
    't_read_number(s)',
    "CASE WHEN starts_with(s, 'TRINO|') THEN CAST(s AS BIGINT) ELSE CAST(t_word(s, 1) AS BIGINT) END",
  ),
  macro('t_read_wall(s)', 'list_transform([s], lambda r: make_timestamp(t_read_number(r)))[1]'),
  macro(
    't_read_zoned(s)',
    'list_transform([s], lambda r: t_with_zone(t_zone_instant(make_timestamp(t_read_number(r)), t_word(r, 2)), t_word(r, 2)))[1]',
  ),
  macro(
    't_read_zoned_nanos(s)',
    `list_transform([s], lambda r: t_with_zone(t_nanos_beside(timezone('UTC',
       t_zone_instant(make_timestamp(t_floor_to(t_read_number(r), 1000) // 1000), t_word(r, 2))), make_timestamp_ns(t_read_number(r))), t_word(r, 2)))[1]`,
  ),
  // The forms that nearly all texts have, ten times as quick.
  macro(
    't_quick_iso(s)',
    `CASE WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?Z')
     THEN date_trunc('millisecond', TRY_CAST(s AS TIMESTAMPTZ)) END`,
  ),
  macro('t_zone_name(s)', 't_checked_text(j_zone_name(s))'),
  macro(
    't_supported_zone(s)',
    `CASE WHEN s <> '' AND starts_with(j_zone_name(s), '${RAISE_PREFIX}|')
     THEN ${raise('NOT_SUPPORTED', "'Time zone not supported: ' || s", 'VARCHAR')} ELSE t_zone_name(s) END`,
  ),
  macro(
    't_offset_text(minutes)',
    "CASE WHEN minutes < 0 THEN '-' ELSE '+' END || strftime(TIMESTAMP '2000-01-01' + to_minutes(abs(minutes)), '%H:%M')",
  ),
  macro(
    't_zone_of_minutes(m)',
    `CASE WHEN m = 0 THEN 'UTC' WHEN abs(m) <= 840 THEN t_offset_text(m)
     WHEN m IS NOT NULL THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Invalid offset minutes ' || m", 'VARCHAR')} END`,
  ),
  macro(
    't_unix_seconds(nanos)',
    'CAST(t_floor_to(nanos, 1000000) // 1000000 AS DOUBLE) / 1e3 + CAST(nanos - t_floor_to(nanos, 1000000) AS DOUBLE) / 1e9',
  ),
  // The last nanosecond of 64 bits is infinity to DuckDB.
  macro(
    't_from_unix_nanos(nanos)',
    `CASE WHEN abs(nanos) > 9223372036854775807999 THEN CAST(${raise('INVALID_FUNCTION_ARGUMENT', "'long overflow'", 'VARCHAR')} AS TIMESTAMP_NS)
     WHEN nanos NOT BETWEEN -9223372036854775808 AND 9223372036854775806 THEN CAST(${raise('NOT_SUPPORTED', quoteLiteral(OUTSIDE_NANOSECONDS), 'VARCHAR')} AS TIMESTAMP_NS)
     ELSE make_timestamp_ns(CAST(nanos AS BIGINT)) END`,
  ),
  macro(
    't_zone_of_interval(ms)',
    `CASE WHEN ms % 60000 = 0 THEN t_zone_of_minutes(ms // 60000)
     WHEN ms IS NOT NULL THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Invalid time zone offset interval: interval contains seconds'", 'VARCHAR')} END`,
  ),
  macro(
    't_unit_words(n, word)',
    `CASE WHEN n = 0 THEN [] WHEN n = 1 THEN ['1 ' || word] ELSE [n || ' ' || word || 's'] END`,
  ),
  // Beyond 2^51 milliseconds Trino has no timestamp with a zone.
  macro(
    't_unix_millis(x)',
    `CASE WHEN isnan(x) THEN 0 WHEN abs(x) >= 2251799813685.2475 THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Not a time that a timestamp can hold: ' || x")}
     ELSE CAST(floor(x * 1000 + 0.5) AS BIGINT) END`,
  ),
  macro(
    't_seconds_in_words(x)',
    `CASE WHEN x IS NULL THEN NULL WHEN NOT isfinite(x) THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Invalid argument found: ' || x", 'VARCHAR')} ELSE t_whole_seconds_in_words(CASE WHEN abs(x) < 9.2e18 THEN CAST(round(abs(x)) AS BIGINT) ELSE 9223372036854775807 END) END`,
  ),
  macro(
    't_whole_seconds_in_words(s)',
    `CASE WHEN s = 0 THEN '0 seconds'
     ELSE array_to_string(list_concat(t_unit_words(s // 604800, 'week'), t_unit_words(s % 604800 // 86400, 'day'),
       t_unit_words(s % 86400 // 3600, 'hour'), t_unit_words(s % 3600 // 60, 'minute'), t_unit_words(s % 60, 'second')), ', ') END`,
  ),
  macro('t_interval_millis(x)', 'CAST(round(epoch(x) * 1000) AS BIGINT)'),
  // The interval is named for its NULL, which wins.
  macro(
    't_interval_factor(x, factor, divides)',
    `CASE WHEN isnan(factor) OR (divides AND factor = 0) THEN ${raise('INVALID_FUNCTION_ARGUMENT', "'Cannot multiply or divide an interval by ' || factor", 'DOUBLE')} ELSE factor END`,
  ),
  // DuckDB's intervals hold microseconds.
  macro(
    't_interval_of_millis(ms)',
    `CASE WHEN abs(ms) < 9.2e15 THEN to_microseconds(CAST(ms AS BIGINT) * 1000)
     WHEN ms IS NOT NULL THEN to_microseconds(${raise('NOT_SUPPORTED', "'Intervals of more than 290,000 years are not supported locally'")}) END`,
  ),
  macro('t_interval_text(x)', 't_millis_text(t_interval_millis(x))'),
  macro(
    't_millis_text(ms)',
    `CASE WHEN ms < 0 THEN '-' ELSE '' END || printf('%d %02d:%02d:%02d.%03d', abs(ms) // 86400000,
       abs(ms) // 3600000 % 24, abs(ms) // 60000 % 60, abs(ms) // 1000 % 60, abs(ms) % 1000)`,
  ),
  macro('t_interval_months(x)', `CAST(datepart('year', x) * 12 + datepart('month', x) AS BIGINT)`),
  macro('t_months_text(n)', `CASE WHEN n < 0 THEN '-' ELSE '' END || (abs(n) // 12) || '-' || (abs(n) % 12)`),
];
