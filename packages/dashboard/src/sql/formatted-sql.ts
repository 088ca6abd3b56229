// A statement in lines as people write them. What formats it comes with the first use: 60 kB that a page of SQL seldom needs.

/** Null where more than white space would change: then the text is left as it is. */
export async function formattedSql(text: string): Promise<string | null> {
  const { formatDialect, trino } = await import('sql-formatter');
  try {
    const formatted = formatDialect(text, { dialect: trino, keywordCase: 'preserve', expressionWidth: 80 });
    return bare(formatted) === bare(text) ? formatted : null;
  } catch {
    return null;
  }
}

/** White space ends a line comment and stands in texts, but none of the two is only moved by what formats. */
function bare(text: string): string {
  return text.replace(/\s+/g, '');
}
