// Beside the test page of the media server: the reports that bad lines are measured from.
const wall = () => performance.timeOrigin + performance.now();
const sampled = { frames: [], sounds: [], events: [], width: 0, concealed: 0, samples: 0, known: new Map() };

// Join with a reconnect policy and other options of the Room, and begin to count.
async function attend(url, token, options) {
  const joined = join(url, token, options);
  for (const name of ["reconnecting", "reconnected", "disconnected"]) {
    probe.room.on(name, () => sampled.events.push([wall(), name]));
  }
  await joined;
  sampled.events.push([wall(), "connected"]);
  count();
}

async function count() {
  for (;;) {
    for (const track of receivedTracks()) {
      const stats = await track.receiver.getStats().catch(() => new Map());
      stats.forEach((each) => { if (each.type === "inbound-rtp") add(track.sid, each); });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function receivedTracks() {
  return [...probe.room.remoteParticipants.values()]
    .flatMap((participant) => [...participant.trackPublications.values()])
    .map((publication) => publication.track)
    .filter((track) => track && track.receiver);
}

// Counters begin anew with every receiver; only what was added since the last look counts.
function add(sid, stats) {
  const key = `${sid} ${stats.id} ${stats.ssrc}`;
  const before = sampled.known.get(key) || stats;
  sampled.known.set(key, stats);
  const grown = (name) => Math.max(0, (stats[name] || 0) - (before[name] || 0));
  if (grown("framesDecoded")) sampled.frames.push(wall());
  sampled.width = stats.frameWidth || sampled.width;
  const samples = grown("totalSamplesReceived"), concealed = grown("concealedSamples");
  sampled.samples += samples;
  sampled.concealed += concealed;
  if (samples > concealed && grown("totalAudioEnergy") > 1e-6) sampled.sounds.push(wall());
}

function takeReport() {
  const { frames, sounds, events, width, concealed, samples } = sampled;
  sampled.frames = [];
  sampled.sounds = [];
  sampled.events = [];
  return { t: wall(), frames, sounds, events, width, concealed, samples };
}
