"""manage.py make_bucket: the bucket of S3_BUCKET is there afterwards, whether it was there before or not."""

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from storages.backends.s3 import S3Storage


class Command(BaseCommand):
    help = "Make the bucket that S3_BUCKET names, where it does not exist."

    def handle(self, **options):
        storage = storages["default"]
        if not isinstance(storage, S3Storage):
            raise CommandError("S3_BUCKET is not set: files are kept in the home folder.")
        # Only with S3: it takes a second to load.
        from botocore.exceptions import BotoCoreError, ClientError

        client, name = storage.connection.meta.client, storage.bucket_name
        try:
            client.head_bucket(Bucket=name)
            self.stdout.write(f"The bucket {name} is there.")
            return
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") not in ("404", "NoSuchBucket"):
                raise CommandError(f"The bucket {name} cannot be reached: {error}") from None
        except BotoCoreError as error:
            raise CommandError(f"The storage cannot be reached: {error}") from None
        region = client.meta.region_name
        where = {} if region in (None, "us-east-1") else {"LocationConstraint": region}
        try:
            client.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
        except client.exceptions.BucketAlreadyOwnedByYou:
            pass  # another host was as quick
        except (ClientError, BotoCoreError) as error:
            raise CommandError(f"The bucket {name} cannot be made: {error}") from None
        self.stdout.write(f"The bucket {name} was made.")
