import { describe, expect, it } from "vitest";
import { add, begin, change, drawn, faultsOf, freeCell, isSeat, MOST, move, redo, remove, resize, seatsIn, undo, type Drawing } from "./drawing";
import { furnished, LARGEST, SHAPES } from "./generators";

const EMPTY: Drawing = { width: 4, height: 3, places: [] };

function counted() {
  let number = 0;
  return () => `k${(number += 1)}`;
}

function expectSound({ width, height, places }: Drawing) {
  expect(new Set(places.map(({ x, y }) => `${x},${y}`)).size).toBe(places.length);
  expect(new Set(places.map(({ key }) => key)).size).toBe(places.length);
  expect(faultsOf({ width, height, places })).toEqual({ twice: [], unlabelled: 0 });
  expect(places.every(({ x, y }) => x >= 0 && y >= 0 && x < width && y < height)).toBe(true);
  expect(places.filter(({ kind }) => kind === "chair").length).toBeLessThanOrEqual(1);
  expect(width <= MOST.columns && height <= MOST.rows && places.length <= MOST.places).toBe(true);
}

describe("drawing a seat map", () => {
  it("puts one thing in a cell and numbers the seats", () => {
    const one = add(EMPTY, "seat", 0, 0, "a");
    expect(add(one, "seat", 0, 0, "b")).toBe(one);
    expect(add(one, "seat", 4, 0, "b")).toBe(one);
    const two = add(add(one, "door", 1, 0, "b"), "seat", 2, 0, "c");
    expect(two.places.map(({ label }) => label)).toEqual(["1", "", "2"]);
    expect(seatsIn(two)).toBe(2);
  });

  it("has one place for the chair", () => {
    const two = add(add(EMPTY, "chair", 0, 0, "a"), "chair", 1, 0, "b");
    expect(two.places.map(({ kind }) => kind)).toEqual(["chair", "seat"]);
    expect(change(two, "b", { kind: "chair" }).places[1]?.kind).toBe("seat");
    expect(change(two, "a", { kind: "chair" }).places[0]?.kind).toBe("chair");
  });

  it("moves only to free cells inside and keeps the key", () => {
    const two = add(add(EMPTY, "seat", 0, 0, "a"), "seat", 1, 0, "b");
    expect(move(two, "a", 1, 0)).toBe(two);
    expect(move(two, "a", -1, 0)).toBe(two);
    expect(move(two, "a", 3, 2).places[0]).toMatchObject({ key: "a", label: "1", x: 3, y: 2 });
  });

  it("does not shrink over what lies there", () => {
    const far = add(EMPTY, "seat", 3, 2, "a");
    expect(resize(far, 1, 1)).toMatchObject({ width: 4, height: 3 });
    expect(resize(far, 99, 99)).toMatchObject({ width: MOST.columns, height: MOST.rows });
    expect(resize(remove(far, "a"), 1, 1)).toMatchObject({ width: 1, height: 1 });
  });

  it("names labels that are missing or there twice", () => {
    const two = change(add(add(EMPTY, "seat", 0, 0, "a"), "seat", 1, 0, "b"), "b", { label: "1" });
    expect(faultsOf(two)).toEqual({ twice: ["1"], unlabelled: 0 });
    expect(faultsOf(change(two, "a", { label: "" }))).toEqual({ twice: [], unlabelled: 1 });
    expect(change(add(EMPTY, "table", 0, 0, "t"), "t", { kind: "seat" }).places[0]?.label).toBe("1");
  });

  it("finds the next free cell for the keyboard", () => {
    const one = add(EMPTY, "seat", 0, 0, "a");
    expect(freeCell(one)).toEqual({ x: 1, y: 0 });
    expect(freeCell(add(one, "seat", 3, 2, "b"), { key: "b", label: "2", kind: "seat", x: 3, y: 2 })).toEqual({ x: 1, y: 0 });
    expect(freeCell({ ...one, width: 1, height: 1 })).toBeNull();
  });

  it("undoes and redoes step by step", () => {
    const one = add(EMPTY, "seat", 0, 0, "a");
    const two = add(one, "seat", 1, 0, "b");
    const history = drawn(drawn(begin(EMPTY), one), two);
    expect(drawn(history, two)).toBe(history);
    expect(undo(history).now).toBe(one);
    expect(undo(undo(undo(history))).now).toBe(EMPTY);
    expect(redo(undo(history)).now).toBe(two);
    expect(drawn(undo(history), EMPTY).future).toEqual([]);
  });
});

describe.each(SHAPES)("a room furnished as %s", (shape) => {
  it("is sound in every size", () => {
    for (const across of [1, 2, 3, 5, 8, 13, 24, 41, 99]) {
      for (const deep of [1, 2, 7, 15, 99]) expectSound(furnished(shape, { across, deep }, counted()));
    }
  });

  it("has a place for the chair and as many seats as asked", () => {
    const size = { across: Math.min(8, LARGEST[shape].across), deep: Math.min(4, LARGEST[shape].deep) };
    const { places } = furnished(shape, size, counted());
    expect(places.filter(({ kind }) => kind === "chair")).toHaveLength(1);
    const seats = { grid: 34, theatre: 34, u_shape: 16, round: 8 }[shape];
    expect(places.filter(isSeat)).toHaveLength(seats);
  });
});
