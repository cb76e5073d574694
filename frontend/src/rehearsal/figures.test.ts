import { describe, expect, it } from "vitest";
import { figuresOf, sampleOf, type Sample } from "./figures";

const at = (second: number, more: Partial<Sample> = {}): Sample => ({
  at: second * 1000, bytesUp: second * 100_000, packetsUp: second * 100, lostUp: 0, bytesDown: second * 200_000,
  packetsDown: second * 200, lostDown: 0, jitter: 0.004, rtt: 0.02, transport: "udp", ...more,
});
const report = (...rows: object[]) => new Map(rows.map((row, index) => [String(index), row])) as unknown as RTCStatsReport;

describe("the figures of a line", () => {
  it("are the rates of the second half", () => {
    const slow = [at(0), at(1, { bytesUp: 10, bytesDown: 20 }), at(2), at(3), at(4)];
    expect(figuresOf(slow)).toMatchObject({ outcome: "measured", up_kbps: 800, down_kbps: 1600, transport: "udp" });
  });

  it("hold loss of the whole test and the middle of jitter and round trip", () => {
    const found = figuresOf([at(1, { rtt: null }), at(2, { jitter: 0.5 }), at(3, { lostUp: 4, lostDown: 40 })]);
    expect(found).toMatchObject({ loss_up: 0.02, jitter_ms: 4, rtt_ms: 20 });
    expect(found?.loss_down).toBeCloseTo(40 / 440);
  });

  it("are none where nothing came through", () => {
    expect(figuresOf([])).toBeNull();
    expect(figuresOf([at(1)])).toBeNull();
    expect(figuresOf([1, 2, 3].map((n) => at(n, { packetsDown: 0 })))).toBeNull();
  });

  it("never lie beyond what can be, whatever a browser counts", () => {
    const found = figuresOf([at(1, { lostDown: 5 }), at(2), at(3, { lostUp: 10_000, lostDown: 0 })]);
    expect(found).toMatchObject({ loss_up: 1, loss_down: 0 });
  });
});

describe("a sample", () => {
  const sender = report(
    { type: "outbound-rtp", bytesSent: 900, headerBytesSent: 100, packetsSent: 10 },
    { type: "remote-inbound-rtp", packetsLost: 2 },
    { type: "candidate-pair", state: "succeeded", bytesSent: 1, localCandidateId: "u", currentRoundTripTime: 9 },
    { type: "candidate-pair", state: "succeeded", bytesSent: 1000, localCandidateId: "t", currentRoundTripTime: 0.05 },
    { id: "t", type: "local-candidate", protocol: "tcp", candidateType: "host" },
    { id: "u", type: "local-candidate", protocol: "udp", candidateType: "host" },
  );
  const echo = report({ type: "inbound-rtp", bytesReceived: 500, headerBytesReceived: 20, packetsReceived: 5, packetsLost: 1, jitter: 0.01 });

  it("adds the echoes up and reads the pair that carries the packets", () => {
    expect(sampleOf(7, sender, [echo, echo])).toEqual({
      at: 7, bytesUp: 1000, packetsUp: 10, lostUp: 2, bytesDown: 1040, packetsDown: 10, lostDown: 2, jitter: 0.01, rtt: 0.05, transport: "tcp",
    });
  });

  it("tells a relay from a direct way", () => {
    const relayed = report(
      { type: "candidate-pair", state: "succeeded", localCandidateId: "r" },
      { id: "r", type: "local-candidate", protocol: "udp", candidateType: "relay" },
    );
    expect(sampleOf(0, relayed, []).transport).toBe("turn");
  });
});
