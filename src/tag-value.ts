/** Characters that AWS does not allow in a tag's value. */
const forbidden = /[^\p{L}\p{N}\s_.:/=+\-@]/gu;
const longest = 256;

/** As AWS keeps it. */
export const tagValueFor = (value: string): string => value.replace(forbidden, ' ').slice(0, longest);
