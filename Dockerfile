FROM python:3.11-slim

WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY bot bot
COPY rubrics rubrics

RUN useradd --create-home plumbline
USER plumbline
WORKDIR /data
ENV PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1

ENTRYPOINT ["python", "-m", "bot"]
CMD ["--help"]
