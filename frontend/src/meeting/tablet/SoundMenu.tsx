import { Button, Popover, Radio, SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff, IconVolume, IconVolumeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { changeMediaSettings, useMediaSettings, type MediaRoom, type MediaState, type Publishing, type Receiving } from "@/media";
import { DeviceSelects } from "../shared/DeviceSelects";
import { useMeetingView } from "../shared/context";
import { BarButton } from "./BarButton";
import classes from "./Bar.module.css";

export interface Sound {
  on: boolean;
  set: (on: boolean) => void;
}

interface SoundMenuProps {
  media: MediaRoom;
  state: MediaState;
  sound: Sound;
  publishing: Publishing;
  /** False for tablets of people in a room that has its own camera and microphone. */
  ownDevices: boolean;
}

function OwnDevices({ state, publishing }: Pick<SoundMenuProps, "state" | "publishing">) {
  const { t } = useTranslation("meeting");
  const settings = useMediaSettings();
  const { microphoneAllowed, microphoneOn } = publishing;
  return (
    <>
      <Button
        disabled={!publishing.cameraAllowed}
        aria-pressed={state.cameraOn}
        leftSection={state.cameraOn ? <IconVideo size={20} aria-hidden /> : <IconVideoOff size={20} aria-hidden />}
        onClick={() => changeMediaSettings({ camera: !settings.camera })}
      >
        {t(settings.camera ? "sound.camera_off" : "sound.camera_on")}
      </Button>
      <Button
        disabled={!microphoneAllowed}
        aria-pressed={microphoneOn}
        leftSection={microphoneOn ? <IconMicrophone size={20} aria-hidden /> : <IconMicrophoneOff size={20} aria-hidden />}
        onClick={() => publishing.press(!microphoneOn)}
      >
        {t(microphoneOn ? "sound.microphone_off" : "sound.microphone_on")}
      </Button>
      {!microphoneAllowed && <Text size="sm" c="dimmed">{t("sound.microphone_closed")}</Text>}
      <Switch
        size="md"
        checked={settings.consent === "auto"}
        onChange={(event) => changeMediaSettings({ consent: event.currentTarget.checked ? "auto" : "ask" })}
        label={t("sound.consent")}
      />
      <Switch
        size="md"
        checked={settings.consent === "hold"}
        onChange={(event) => changeMediaSettings({ consent: event.currentTarget.checked ? "hold" : "ask" })}
        label={t("sound.hold")}
      />
    </>
  );
}

const RECEIVING: readonly Receiving[] = ["all", "sound", "data"];

/** What comes over the line at all: for a bad one, or one that costs. */
function Receive() {
  const { t } = useTranslation("meeting");
  const { receiving } = useMediaSettings();
  return (
    <Radio.Group
      label={t("sound.receive")}
      description={t("sound.receive_help")}
      value={receiving}
      onChange={(value) => changeMediaSettings({ receiving: value })}
    >
      <Stack gap="xs" mt="xs">
        {RECEIVING.map((value) => (
          <Radio key={value} value={value} size="md" label={t(`sound.receive_${value}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** Where one hears the meeting, and one's own camera and microphone. */
export function SoundMenu({ media, state, sound, publishing, ownDevices }: SoundMenuProps) {
  const { t } = useTranslation("meeting");
  const { me } = useMeetingView();
  const Icon = sound.on ? IconVolume : IconVolumeOff;
  const source = sound.on ? "device" : me?.site_id ? "room" : "off";
  const choose = (value: string) => {
    sound.set(value === "device");
    if (value === "device") void media.allowSound();
  };
  return (
    <Popover position="top" width={320} shadow="md" trapFocus>
      <Popover.Target>
        <BarButton icon={<Icon size={24} stroke={1.75} aria-hidden />} name={t("sound.title")} note={t(`sound.${source}`)} data-late />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text fw={600} id="sound-where">{t("sound.where")}</Text>
          <SegmentedControl
            aria-labelledby="sound-where"
            fullWidth
            value={sound.on ? "device" : "silent"}
            onChange={choose}
            data={[
              { value: "silent", label: t(me?.site_id ? "sound.room" : "sound.off") },
              { value: "device", label: t("sound.device") },
            ]}
          />
          {me?.site_id && <p className={classes.help}>{t("sound.howling")}</p>}
          <Receive />
          {ownDevices && <OwnDevices state={state} publishing={publishing} />}
          <DeviceSelects media={media} capture={ownDevices} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
