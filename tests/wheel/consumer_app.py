import aws_cdk as cdk

from cdk_personalize import Dataset, DatasetImportJob, DataSource, Waiter

app = cdk.App()
stack = cdk.Stack(app, "Recommendations")
arn = "arn:aws:personalize:us-east-1:000000000000:dataset/movies/INTERACTIONS"
dataset = Dataset.from_dataset_arn(stack, "Dataset", arn)
data = DataSource.s3_uri("s3://lake/interactions/")
waiter = getattr(Waiter, app.node.try_get_context("waiter"))()
job = DatasetImportJob(stack, "Import", dataset=dataset, data_source=data, waiter=waiter)
cdk.CfnOutput(stack, "ImportJobArn", value=job.dataset_import_job_arn)
app.synth()
