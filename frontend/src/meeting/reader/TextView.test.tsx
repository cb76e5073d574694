import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import "@/i18n";
import type { Paper } from "./paper";
import { TextView } from "./TextView";

const paper: Paper = {
  id: "d",
  key: "d 1",
  title: "Công văn quét",
  version: 1,
  pages: 2,
  slices: () => () => Promise.reject(new Error("not asked for")),
  picture: () => null,
  texts: () =>
    Promise.resolve({
      items: [
        { number: 1, text: "Kính gửi Ủy ban", is_recognised: true },
        { number: 2, text: "Phụ lục đánh máy", is_recognised: false },
      ],
      next: null,
    }),
  outline: () => Promise.resolve({ items: [], labels: [] }),
  fileUrl: null,
  placeUrl: null,
};

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function show(page: number) {
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <TextView paper={paper} pdf={null} page={page} size={1} sentence="" />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

it("says of words that were read from a picture that they may be wrong", async () => {
  show(1);
  await screen.findByText("Kính gửi Ủy ban");
  expect(screen.getByTestId("recognised").textContent).toContain("nhận dạng từ ảnh, có thể sai");
});

it("says nothing of words that the file holds", async () => {
  show(2);
  await screen.findByText("Phụ lục đánh máy");
  expect(screen.queryByTestId("recognised")).toBeNull();
});
