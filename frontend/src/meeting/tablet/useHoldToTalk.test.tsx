import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useHoldToTalk } from "./useHoldToTalk";

function Button({ enabled, press }: { enabled: boolean; press: (open: boolean) => void }) {
  const hold = useHoldToTalk(enabled, press);
  return (
    <>
      <button data-hold {...hold}>talk</button>
      <input aria-label="note" />
    </>
  );
}

afterEach(cleanup);

const space = { code: "Space", key: " " };

describe("useHoldToTalk", () => {
  it("is open while the button is held, wherever the pointer is let go", () => {
    const press = vi.fn();
    render(<Button enabled press={press} />);
    fireEvent.pointerDown(screen.getByText("talk"));
    fireEvent.pointerUp(window);
    expect(press.mock.calls).toEqual([[true], [false]]);
  });

  it("is open while the space bar is held, repeated keys count once", () => {
    const press = vi.fn();
    render(<Button enabled press={press} />);
    fireEvent.keyDown(document.body, space);
    fireEvent.keyDown(document.body, space);
    fireEvent.keyUp(document.body, space);
    expect(press.mock.calls).toEqual([[true], [false]]);
  });

  it("leaves the space bar to a field that is written in", () => {
    const press = vi.fn();
    render(<Button enabled press={press} />);
    fireEvent.keyDown(screen.getByLabelText("note"), space);
    expect(press).not.toHaveBeenCalled();
  });

  it("closes when the window is left and when the floor is taken back", () => {
    const press = vi.fn();
    const { rerender } = render(<Button enabled press={press} />);
    fireEvent.keyDown(document.body, space);
    fireEvent.blur(window);
    fireEvent.keyDown(document.body, space);
    rerender(<Button enabled={false} press={press} />);
    expect(press.mock.calls).toEqual([[true], [false], [true], [false]]);
    fireEvent.keyDown(document.body, space);
    expect(press).toHaveBeenCalledTimes(4);
  });
});
