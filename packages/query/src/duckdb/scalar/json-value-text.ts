// The next value of a JSON text, written again without blanks; how objects are written is the caller's.
import { type JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonNumber, jsonString } from './json-text.ts';

type Write = (scanner: JsonScanner) => string;

/** `element` writes what arrays hold. Throws where the text is no JSON. */
export function jsonValueText(scanner: JsonScanner, element: Write, object: Write): string {
  switch (scanner.peek()) {
    case '{':
      return object(scanner);
    case '[': {
      const elements: string[] = [];
      scanner.array(() => elements.push(element(scanner)));
      return `[${elements.join(',')}]`;
    }
    case '"':
      return jsonString(textOfToken(scanner.stringToken()));
    case 't':
    case 'f':
    case 'n':
      return scanner.literalToken();
    default:
      return jsonNumber(scanner.numberToken());
  }
}
