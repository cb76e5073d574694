import { Track, type Room } from "livekit-client";
import { beforeEach, describe, expect, it } from "vitest";
import { Wishes } from "./wishes";

/** One track of somebody else, as the SDK tells it. */
class FakePublication {
  isDesired = false;

  constructor(
    readonly kind: Track.Kind,
    readonly source: Track.Source,
  ) {}

  setSubscribed(on: boolean) {
    this.isDesired = on;
  }
}

let camera: FakePublication;
let microphone: FakePublication;
let wishes: Wishes;

beforeEach(() => {
  camera = new FakePublication(Track.Kind.Video, Track.Source.Camera);
  microphone = new FakePublication(Track.Kind.Audio, Track.Source.Microphone);
  const publications = new Map(Object.entries({ camera, microphone }));
  const remoteParticipants = new Map([["site:1", { identity: "site:1", trackPublications: publications }]]);
  wishes = new Wishes({ remoteParticipants } as unknown as Room);
  wishes.want("site:1", "camera");
});

const taken = () => ({ camera: camera.isDesired, microphone: microphone.isDesired });

describe("what is taken from the room", () => {
  it("is every sound and the pictures that are shown", () => {
    expect(taken()).toEqual({ camera: true, microphone: true });
  });

  it("is the sound alone, whatever is shown, and the pictures again", () => {
    wishes.setReceiving("sound");
    expect(taken()).toEqual({ camera: false, microphone: true });
    wishes.setReceiving("all");
    expect(taken()).toEqual({ camera: true, microphone: true });
  });

  it("is nothing when the person wants nothing", () => {
    wishes.setReceiving("data");
    expect(taken()).toEqual({ camera: false, microphone: false });
  });
});
