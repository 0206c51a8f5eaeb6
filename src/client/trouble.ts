export type TroubleKind =
  | 'bad input'
  | 'nothing open'
  | 'refused'
  | 'no answer'
  | 'no plan'
  | 'no worker'
  | 'temporal not reached'
  | 'aws not reached'
  | 'unexpected';

/** An expected failure: its message is a whole sentence for people, `problems` one sentence per wrong field. */
export class Trouble extends Error {
  override readonly name = 'Trouble';

  constructor(
    readonly kind: TroubleKind,
    sentence: string,
    readonly problems: readonly string[] = [],
  ) {
    super(sentence);
  }
}
