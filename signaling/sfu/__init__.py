"""The selective forwarding unit: ICE-lite, DTLS-SRTP, and RTP passed on without being decoded."""
