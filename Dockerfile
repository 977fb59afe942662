# The command shapeproof in an image: the wheel in a virtual environment, run by a user without
# rights. Nothing that builds packages is in the image.
#
#   docker build --tag shapeproof .
#   docker run --rm --network host shapeproof server amplifybackend http://127.0.0.1:5000
#   docker run --rm --volume "$PWD:/work" shapeproof server amplifybackend --report html=report.html

FROM python:3.13-slim AS build
WORKDIR /source
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY constraints.txt hatch_build.py pyproject.toml README.md LICENSE ./
COPY contracts contracts
COPY strategies strategies
COPY src src
RUN python -m pip wheel --no-deps --constraint constraints.txt --wheel-dir /wheels .
RUN python -m venv --without-pip /opt/shapeproof
RUN python -m pip --python /opt/shapeproof/bin/python install --no-compile \
        --constraint constraints.txt "$(echo /wheels/shapeproof-*.whl)[server]"

FROM python:3.13-slim
LABEL org.opencontainers.image.title="shapeproof" \
      org.opencontainers.image.description="Contract tests for AWS APIs" \
      org.opencontainers.image.url="https://github.com/shapeproof/shapeproof" \
      org.opencontainers.image.source="https://github.com/shapeproof/shapeproof" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="The Shapeproof developers"
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin shapeproof \
    && install --directory --owner 10001 --group 10001 /work
COPY --from=build /opt/shapeproof /opt/shapeproof
ENV PATH="/opt/shapeproof/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SHAPEPROOF_DATABASE=none
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["shapeproof"]
CMD ["--help"]
