// What becomes of an attribute by its key: kept, dropped, or its value masked. Secret-like keys are masked unless the user says otherwise, and so is
// what a URL in any text has of secrets.

/** `exempt`: kept as it stands, URLs and all. */
export type AttributeFate = 'keep' | 'exempt' | 'drop' | 'mask';

export interface AttributeRuleSettings {
  readonly keepOnly: readonly string[];
  readonly drop: readonly string[];
  readonly mask: readonly string[];
  readonly maskNot: readonly string[];
}

/**
 * Words that only name secrets. "key" and "token" alone would hide what people ask for (`aws.s3.key`, `messaging.kafka.message.key`,
 * `gen_ai.usage.input_tokens`): they count with the word before them, or as the last word.
 */
const SECRET =
  /passw|passphrase|secret|credential|authorization|(^|[._-])(auth|cookies?|set-cookie|pwd|pass|token|signature|jwt|otp|pin)$|(api|access|private|secret|encryption|signing|master|license|subscription)[._-]?key|(session|access|id|auth|refresh|bearer|security|csrf|xsrf|api|personal)[._-]?tokens?$|x-amz-(security|signature|credential)|connection[._-]?string/i;

/** Parameters of URLs, written `name=value`; at the start only of a text that is a query. */
const URL_PARAMETER = /([?&;#])([^=&;?#\s]{1,100})=([^&;#\s"'<>]+)/g;
const FIRST_PARAMETER = /^([^=&;?#\s]{1,100})=([^&;#]+)/;
/** What stands before the host. Each run ends at a "/", so that a long text is gone through once. */
const USER_INFO = /:\/\/[^\s/?#"'<>]*@/g;
/** Its query has no "?". */
const QUERY_KEY = 'url.query';

/** As in rows whose values the row reader masks. */
const MASK = '[masked]';

export function createAttributeRule(settings: AttributeRuleSettings): (key: string) => AttributeFate {
  const keepOnly = matcher(settings.keepOnly);
  const drop = matcher(settings.drop);
  const mask = matcher(settings.mask);
  const maskNot = matcher(settings.maskNot);
  return (key) => {
    if (drop(key) || (settings.keepOnly.length > 0 && !keepOnly(key))) return 'drop';
    if (maskNot(key)) return 'exempt';
    return mask(key) || isSecretKey(key) ? 'mask' : 'keep';
  };
}

/** Attributes that variables give to rows: a secret among them is one, and what is never stored is not. */
export function ruledAttributes(attributes: ReadonlyMap<string, string>, settings: AttributeRuleSettings) {
  const ruleOf = createAttributeRule(settings);
  const ruled = new Map<string, string>();
  for (const [key, value] of attributes) {
    const rule = ruleOf(key);
    if (rule !== 'drop') ruled.set(key, rule === 'mask' ? MASK : rule === 'exempt' ? value : maskText(value, key));
  }
  return ruled;
}

export function isSecretKey(key: string): boolean {
  // Header attributes of the conventions end in the header's name: http.request.header.x-api-key.
  return SECRET.test(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}

/**
 * A text with what its URLs say of secrets masked: what stands before "@", and the values of secret-like parameters. A path with a query is one
 * also without a host; other text that has no "://" stays as it is.
 */
export function maskText(text: string, key = ''): string {
  const hasUrl = text.includes('://');
  if (!text.includes('=')) return hasUrl && text.includes('@') ? maskUserInfo(text) : text;
  const isQuery = key === QUERY_KEY;
  if (!hasUrl && !isQuery && (!text.includes('?') || /\s/.test(text))) return text;
  const masked = (hasUrl ? maskUserInfo(text) : text).replace(URL_PARAMETER, (whole, before: string, name: string) =>
    isSecretParameter(name) ? `${before}${name}=${MASK}` : whole,
  );
  if (!isQuery) return masked;
  return masked.replace(FIRST_PARAMETER, (whole, name: string) =>
    isSecretParameter(name) ? `${name}=${MASK}` : whole,
  );
}

function maskUserInfo(text: string): string {
  return text.replace(USER_INFO, `://${MASK}@`);
}

function isSecretParameter(name: string): boolean {
  return isSecretKey(name) || /^(sig|key|code|state|token)$/i.test(name);
}

/** `*` fits any text, case does not count. */
function matcher(keys: readonly string[]): (key: string) => boolean {
  const forms = keys.map((key) => key.toLowerCase().split(/\*+/));
  return (key) => forms.some((pieces) => fits(key.toLowerCase(), pieces));
}

/** Each piece where it first can be: a regular expression goes back for all other places, which took minutes for ten stars. */
function fits(text: string, [first, ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  let p = text.startsWith(first) ? first.length : -1;
  for (const piece of others) {
    const found = p < 0 ? -1 : text.indexOf(piece, p);
    p = found < 0 ? -1 : found + piece.length;
  }
  return p >= 0 && text.length - last.length >= p && text.endsWith(last);
}
