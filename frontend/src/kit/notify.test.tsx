import { notifications, notificationsStore } from "@mantine/notifications";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { forgetUnreached, notifyDone, notifyProblem } from "./notify";

const shown = () => notificationsStore.getState().notifications;
const refusal = (title: string) => new Problem({ status: 409, code: "conflict", title, detail: "Làm lại." });

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  notifications.clean();
  vi.useRealTimers();
});

describe("notices", () => {
  it("shows one of a kind, the newest", () => {
    notifyProblem(refusal("Cũ"));
    notifyProblem(refusal("Mới"));
    expect(shown().map(({ title }) => title)).toEqual(["Mới:"]);
  });

  it("takes an error away after eight seconds and a success after three", () => {
    notifyProblem(refusal("Lỗi"));
    notifyDone("Xong");
    vi.advanceTimersByTime(3_000);
    expect(shown().map(({ id }) => id)).toEqual(["notice:problem"]);
    vi.advanceTimersByTime(5_000);
    expect(shown()).toEqual([]);
  });

  it("counts anew for a notice that replaces another", () => {
    notifyDone("Một");
    vi.advanceTimersByTime(2_000);
    notifyDone("Hai");
    vi.advanceTimersByTime(2_000);
    expect(shown().map(({ message }) => message)).toEqual(["Hai"]);
  });

  it("forgets a lost line when it is back, and nothing else", () => {
    notifyProblem(Problem.unreachable());
    notifyProblem(refusal("Lỗi"));
    forgetUnreached();
    expect(shown().map(({ id }) => id)).toEqual(["notice:problem"]);
  });
});
