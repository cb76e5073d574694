export interface Reader {
  participant_id: string;
  full_name: string;
  position: string;
  unit_name: string;
  times: number;
  version: number | null;
  pages_seen: number;
  seconds: number;
}

export interface ReadersRow {
  document_id: string;
  title: string;
  version: number;
  pages: number;
  opened: Reader[];
  not_opened: Reader[];
}

export interface PersonReading {
  id: string;
  name: string;
  papers: { document: ReadersRow; reader: Reader }[];
  opened: number;
}

/** The same rows by person, in the order of names. */
export function byPerson(rows: readonly ReadersRow[]): PersonReading[] {
  const people = new Map<string, PersonReading>();
  for (const document of rows) {
    for (const reader of [...document.opened, ...document.not_opened]) {
      const known = people.get(reader.participant_id) ?? { id: reader.participant_id, name: reader.full_name, papers: [], opened: 0 };
      known.papers.push({ document, reader });
      known.opened += reader.times > 0 ? 1 : 0;
      people.set(reader.participant_id, known);
    }
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name, "vi"));
}
