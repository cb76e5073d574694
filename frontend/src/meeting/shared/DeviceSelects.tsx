import { Select, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyProblem } from "@/kit/notify";
import { changeMediaSettings, useMediaSettings, type MediaRoom, type MediaSettings } from "@/media";

const KINDS = [
  { kind: "videoinput", setting: "cameraId", capture: true },
  { kind: "audioinput", setting: "microphoneId", capture: true },
  { kind: "audiooutput", setting: "speakerId", capture: false },
] as const;

/** The devices of this machine, renewed when one is plugged in; names appear once the browser may tell them. */
function useDevices(): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    // On an address without TLS browsers have no mediaDevices at all, whatever the types say.
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return undefined;
    const look = () => {
      // A browser that refuses to list devices leaves the choice empty; capture itself still explains why.
      media.enumerateDevices().then(setDevices, () => undefined);
    };
    look();
    media.addEventListener("devicechange", look);
    return () => media.removeEventListener("devicechange", look);
  }, []);
  return devices;
}

interface DeviceSelectsProps {
  media: MediaRoom;
  /** Offer cameras and microphones too, not only loudspeakers. */
  capture: boolean;
}

/** Which camera, microphone and loudspeaker this device uses; remembered. */
export function DeviceSelects({ media, capture }: DeviceSelectsProps) {
  const { t } = useTranslation("meeting");
  const devices = useDevices();
  const settings = useMediaSettings();
  function choose(kind: MediaDeviceKind, setting: keyof MediaSettings, id: string) {
    changeMediaSettings({ [setting]: id });
    media.useDevice(kind, id).catch(notifyProblem);
  }
  return (
    <Stack gap="xs">
      {KINDS.filter((row) => capture || !row.capture).map(({ kind, setting }) => {
        const choices = devices.filter((device) => device.kind === kind && device.deviceId !== "");
        if (choices.length === 0) return null;
        return (
          <Select
            key={kind}
            label={t(`devices.${kind}`)}
            value={settings[setting] || (choices[0]?.deviceId ?? null)}
            data={choices.map((device, index) => ({ value: device.deviceId, label: device.label || t("devices.number", { number: index + 1 }) }))}
            comboboxProps={{ withinPortal: false }}
            onChange={(id) => id !== null && choose(kind, setting, id)}
          />
        );
      })}
    </Stack>
  );
}
