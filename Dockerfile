# Two stages: what builds stays behind; what runs is Python, the packages and nothing else.
FROM python:3.11-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /venv
COPY requirements/run.txt requirements/run.txt
RUN /venv/bin/pip install --require-hashes -r requirements/run.txt
COPY bot bot
COPY rubrics rubrics
COPY manifest.yml manifest.yml
RUN /venv/bin/python -m compileall -q bot && /venv/bin/python -m pip uninstall --yes setuptools pip


FROM python:3.11-slim

# CA certificates for Slack, time zones for people. Debian keeps only the newest of each, which is
# the one that is wanted, so no version is named.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends --yes ca-certificates tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && mkdir --mode=0700 /data \
    && chown 10001:10001 /data

COPY --from=build /venv /venv
COPY --from=build /build/bot /app/bot
COPY --from=build /build/rubrics /app/rubrics
COPY --from=build /build/manifest.yml /app/manifest.yml

ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PLUMBLINE_DATA_DIR=/data \
    MPLCONFIGDIR=/data/matplotlib
# By number, so that a cluster can tell that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.health"]

ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
