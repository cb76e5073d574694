import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { usePaged } from "./usePaged";

const rows = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("usePaged", () => {
  it("shows one page and tells where it is", () => {
    const { result } = renderHook(() => usePaged(rows(60)));
    act(() => result.current.setPage(3));
    expect(result.current.shown).toEqual(rows(60).slice(50));
    expect(result.current.page).toEqual({ page: 3, pages: 3, total: 60 });
  });

  it("falls back to the last page that is left", () => {
    const { result, rerender } = renderHook(({ count }) => usePaged(rows(count)), { initialProps: { count: 60 } });
    act(() => result.current.setPage(3));
    rerender({ count: 30 });
    expect(result.current.page.page).toBe(2);
    expect(result.current.shown).toHaveLength(5);
  });

  it("has one empty page for no rows", () => {
    expect(renderHook(() => usePaged([])).result.current).toMatchObject({ shown: [], page: { page: 1, pages: 1, total: 0 } });
  });
});
