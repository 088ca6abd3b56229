// What becomes of an attribute by its key: kept, dropped, or its value masked. Secret-like keys are masked unless the user says otherwise.

export type AttributeFate = 'keep' | 'drop' | 'mask';

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
  /passw|passphrase|passwd|secret|credential|authorization|(^|[._-])(auth|cookie|set-cookie|pwd|pass|token|signature|jwt|otp|pin)$|(api|access|private|secret|encryption|signing|master|license|subscription)[._-]?key|(session|access|id|auth|refresh|bearer|security|csrf|xsrf|api|personal)[._-]?token$|x-amz-(security|signature|credential)|connection[._-]?string/i;

/** Parameters of URLs, written `name=value`. */
const URL_PARAMETER = /([?&;]|^)([^=&;?#]+)=([^&;#]+)/g;

/** As in rows whose values the row reader masks. */
export const MASK = '[masked]';

export function createAttributeRule(settings: AttributeRuleSettings): (key: string) => AttributeFate {
  const keepOnly = matcher(settings.keepOnly);
  const drop = matcher(settings.drop);
  const mask = matcher(settings.mask);
  const maskNot = matcher(settings.maskNot);
  return (key) => {
    if (drop?.test(key) || (keepOnly !== undefined && !keepOnly.test(key))) return 'drop';
    if (maskNot?.test(key)) return 'keep';
    return mask?.test(key) || isSecretKey(key) ? 'mask' : 'keep';
  };
}

/** The user's own attributes for every row: a secret among them is one, and what is never stored is not. */
export function ruledAttributes(
  settings: AttributeRuleSettings & { readonly attributes: ReadonlyMap<string, string> },
) {
  const ruleOf = createAttributeRule({ ...settings, keepOnly: [] });
  const ruled = new Map<string, string>();
  for (const [key, value] of settings.attributes) {
    const rule = ruleOf(key);
    if (rule !== 'drop') ruled.set(key, rule === 'mask' ? MASK : value);
  }
  return ruled;
}

export function isSecretKey(key: string): boolean {
  // Header attributes of the conventions end in the header's name: http.request.header.x-api-key.
  return SECRET.test(key.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
}

/** A URL or query with the values of secret-like parameters, and a password before "@", masked. The same text where there are none. */
export function maskUrl(url: string): string {
  if (!url.includes('=') && !url.includes('@')) return url;
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, `$1${MASK}@`)
    .replace(URL_PARAMETER, (whole, before: string, name: string) =>
      isSecretParameter(name) ? `${before}${name}=${MASK}` : whole,
    );
}

function isSecretParameter(name: string): boolean {
  return isSecretKey(name) || /^(sig|key|code|state|token)$/i.test(name);
}

/** One expression for a list of keys; `*` fits any text, case does not count. `undefined` for an empty list. */
function matcher(keys: readonly string[]): RegExp | undefined {
  if (keys.length === 0) return undefined;
  const forms = keys.map((key) => key.split('*').map(escaped).join('.*'));
  return new RegExp(`^(?:${forms.join('|')})$`, 'is');
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
