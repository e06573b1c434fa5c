# syntax=docker/dockerfile:1
# The image of a release: the static program alone, and for `--target deploy` the certificates that AWS calls need.
#
#     docker build -t stackpose .                                     # builds the program
#     docker build -t stackpose --build-context programs=DIR .        # takes DIR/amd64/stackpose, DIR/arm64/stackpose …
#
# Without arguments it does what Compose Bridge asks of a transformation: /in/compose.yaml to /out. With arguments it is the program:
#
#     docker compose bridge convert --transformation stackpose
#     docker run --rm --network none -v "$PWD:/work" -u "$(id -u)" stackpose -p demo convert

FROM --platform=$BUILDPLATFORM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY . .
ARG TARGETARCH
ARG FEATURES=
# At a fixed address, as in .github/workflows/release.yml.
RUN case "$TARGETARCH" in amd64) target=x86_64 ;; arm64) target=aarch64 ;; *) exit 1 ;; esac && \
    rustup target add "$target-unknown-linux-musl" && \
    RUSTFLAGS="-C relocation-model=static" \
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld \
    cargo build --release --locked --target "$target-unknown-linux-musl" --features "$FEATURES" && \
    install -D "target/$target-unknown-linux-musl/release/stackpose" "/programs/$TARGETARCH/stackpose"

# What `--build-context programs=DIR` replaces.
FROM scratch AS programs
COPY --from=build /programs /

FROM scratch AS base
ARG TARGETARCH
COPY --from=programs --chmod=0555 /$TARGETARCH/stackpose /usr/local/bin/stackpose
WORKDIR /work
ENV PATH=/usr/local/bin
USER 65532:65532
LABEL com.docker.compose.bridge=transformation \
      org.opencontainers.image.title=stackpose \
      org.opencontainers.image.description="Docker Compose files to AWS CloudFormation for Amazon ECS on Fargate" \
      org.opencontainers.image.licenses=Apache-2.0
ENTRYPOINT ["/usr/local/bin/stackpose"]
CMD ["-f", "/in/compose.yaml", "convert", "--bridge", "-o", "/out/template.yaml"]

FROM --platform=$BUILDPLATFORM alpine:3.22 AS certificates
RUN apk add --no-cache ca-certificates-bundle

FROM base AS deploy
COPY --from=certificates /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
ENV AWS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt

FROM base AS default
