import aws_cdk as cdk

from cdk_personalize import Dataset, DatasetImportJob, DataSource

app = cdk.App()
stack = cdk.Stack(app, "Recommendations")
arn = "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS"
dataset = Dataset.from_dataset_arn(stack, "Dataset", arn)
job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=DataSource.s3_uri("s3://lake/interactions/"))
cdk.CfnOutput(stack, "ImportJobArn", value=job.dataset_import_job_arn)
app.synth()
