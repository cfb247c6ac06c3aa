/** Where a value stands in its text, by UTF-16 offsets (the end is exclusive), and where its members or items stand. */
export interface Layout {
  start: number;
  end: number;
  /** True for a scalar written without quotes, whose type YAML guesses. */
  plain: boolean;
  members?: Map<string, Member>;
  items?: Layout[];
}

/** A member of a mapping: its name stands at `start` to `end`. */
export interface Member {
  start: number;
  end: number;
  value: Layout;
}
