/** Bytes in UTF-8; never too few. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) bytes += bytesOfUnit(text.charCodeAt(index));
  return bytes;
}

const bytesOfUnit = (unit: number): number => (unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3);

/** The text, or its beginning and `…` in at most so many characters. */
export const cutToCharacters = (text: string, most: number): string =>
  text.length <= most ? text : `${withoutHalfCharacter(text.slice(0, most - 1))}…`;

/** The text, or its beginning and `…` in at most so many bytes. */
export function cutToBytes(text: string, most: number): string {
  if (bytesOf(text) <= most) return text;
  let bytes = bytesOf('…');
  let end = 0;
  while (bytes + bytesOfUnit(text.charCodeAt(end)) <= most) {
    bytes += bytesOfUnit(text.charCodeAt(end));
    end += 1;
  }
  return `${withoutHalfCharacter(text.slice(0, end))}…`;
}

const withoutHalfCharacter = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
