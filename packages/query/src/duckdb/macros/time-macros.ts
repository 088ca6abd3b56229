// Timestamps: their text, rounding to a precision, ISO 8601 input, durations in words.
import { raiseText } from '../raise.ts';
import { macro } from './macro.ts';

const ISO_TIME = 'T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?';

export const TIME_MACROS = [
  macro(
    't_timestamp_text(x, p)',
    `strftime(x, '%Y-%m-%d %H:%M:%S') || CASE WHEN p = 0 THEN '' ELSE '.' || substr(strftime(x, '%n'), 1, p) END`,
  ),
  // To the nearest multiple of `unit` microseconds, half up.
  macro('t_round_timestamp(x, unit)', 'make_timestamp(t_floor_to(epoch_us(x) + unit // 2, unit))'),
  // Nanoseconds to microseconds: `unit` in nanoseconds.
  macro('t_round_nanos(x, unit)', 'make_timestamp(t_floor_to(epoch_ns(x) + unit // 2, unit) // 1000)'),
  // A complete ISO 8601 time for DuckDB's cast: missing parts filled, a comma made a point.
  macro(
    't_iso_input(s)',
    `CASE WHEN s IS NULL THEN NULL
       WHEN NOT regexp_full_match(s, '[+-]?[0-9]{4,}-[0-9]{2}(-[0-9]{2}(${ISO_TIME})?)?')
       THEN ${raiseText('INVALID_FUNCTION_ARGUMENT', `'Invalid format: "' || s || '"'`)}
       WHEN regexp_full_match(s, '[+-]?[0-9]{4,}-[0-9]{2}') THEN s || '-01'
       WHEN regexp_full_match(s, '.*T[0-9]{2}(Z|[+-].*)?') THEN regexp_replace(s, 'T([0-9]{2})', 'T\\1:00:00')
       WHEN regexp_full_match(s, '.*T[0-9]{2}:[0-9]{2}(Z|[+-].*)?') THEN regexp_replace(s, 'T([0-9]{2}:[0-9]{2})', 'T\\1:00')
       ELSE replace(s, ',', '.') END`,
  ),
  macro(
    't_unit_words(n, word)',
    `CASE WHEN n = 0 THEN [] WHEN n = 1 THEN ['1 ' || word] ELSE [n || ' ' || word || 's'] END`,
  ),
  macro('t_seconds_in_words(x)', 't_whole_seconds_in_words(CAST(round(abs(x)) AS BIGINT))'),
  macro(
    't_whole_seconds_in_words(s)',
    `CASE WHEN s = 0 THEN '0 seconds'
     ELSE array_to_string(list_concat(t_unit_words(s // 604800, 'week'), t_unit_words(s % 604800 // 86400, 'day'),
       t_unit_words(s % 86400 // 3600, 'hour'), t_unit_words(s % 3600 // 60, 'minute'), t_unit_words(s % 60, 'second')), ', ') END`,
  ),
  macro('t_interval_millis(x)', 'CAST(round(epoch(x) * 1000) AS BIGINT)'),
  macro('t_interval_text(x)', 't_millis_text(t_interval_millis(x))'),
  macro(
    't_millis_text(ms)',
    `CASE WHEN ms < 0 THEN '-' ELSE '' END || printf('%d %02d:%02d:%02d.%03d', abs(ms) // 86400000,
       abs(ms) // 3600000 % 24, abs(ms) // 60000 % 60, abs(ms) // 1000 % 60, abs(ms) % 1000)`,
  ),
  macro('t_interval_months(x)', `CAST(datepart('year', x) * 12 + datepart('month', x) AS BIGINT)`),
  macro('t_months_text(n)', `CASE WHEN n < 0 THEN '-' ELSE '' END || (abs(n) // 12) || '-' || (abs(n) % 12)`),
];
