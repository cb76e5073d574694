export { RoomAudio } from "./RoomAudio";
export { TrackVideo } from "./TrackVideo";
export { changeMediaSettings, mediaSettings, type MediaSettings } from "./settings";
export type { MediaRoom } from "./room";
export type * from "./types";
export { useMediaRoom, useMediaSettings, useMediaTile } from "./useMediaRoom";
export { usePublishing, type Publishing } from "./usePublishing";
export { useReceiving, type Reception } from "./useReceiving";
