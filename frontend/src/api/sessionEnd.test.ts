// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
import { endSession, SESSION_KEY } from "./queryClient";
import { forgetSessionEnd, hasSessionEnded } from "./sessionEnd";

const SIGNED_IN = { user: { username: "thuky" }, demo_accounts: [] };

describe("a session that ends", () => {
  beforeEach(() => forgetSessionEnd());

  it("is told once to who was signed in, and the sign-in page is asked for anew", () => {
    const client = new QueryClient();
    client.setQueryData(SESSION_KEY, SIGNED_IN);
    endSession(client);
    expect(client.getQueryData(SESSION_KEY)).toMatchObject({ user: null });
    expect(client.getQueryState(SESSION_KEY)?.isInvalidated).toBe(true);
    expect(hasSessionEnded()).toBe(true);
  });

  it("is no news for a stranger who gives a wrong password", () => {
    const client = new QueryClient();
    client.setQueryData(SESSION_KEY, { ...SIGNED_IN, user: null });
    endSession(client);
    expect(hasSessionEnded()).toBe(false);
  });
});
