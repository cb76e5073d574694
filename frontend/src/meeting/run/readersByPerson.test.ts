import { expect, it } from "vitest";
import { byPerson, type Reader } from "./readersByPerson";

const reader = (id: string, times: number): Reader => ({
  participant_id: id, full_name: id, position: "", unit_name: "", times, version: null, pages_seen: 0, seconds: 0,
});

it("turns the list of documents into one of people", () => {
  const paper = { title: "", version: 1, pages: 2 };
  const people = byPerson([
    { ...paper, document_id: "1", opened: [reader("Bình", 1)], not_opened: [reader("An", 0)] },
    { ...paper, document_id: "2", opened: [], not_opened: [reader("Bình", 0)] },
  ]);
  expect(people.map(({ name, opened, papers }) => [name, opened, papers.length])).toEqual([["An", 0, 1], ["Bình", 1, 2]]);
});
