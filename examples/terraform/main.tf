# Terraform: one function with the layer, the variable and the managed policy on its role.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

# What `npx sst deploy` of Tracelake printed.
variable "tracelake" {
  type = object({ layer = string, stream = string, schema_version = string, sender_policy = string })
  default = {
    layer          = "arn:aws:lambda:us-east-1:123456789012:layer:tracelake-production-extension:1"
    stream         = "tracelake-production-spans"
    schema_version = "0.1.0"
    sender_policy  = "arn:aws:iam::123456789012:policy/tracelake-production-send-spans-us-east-1"
  }
}

resource "aws_lambda_function" "cart" {
  function_name = "cart"
  role          = aws_iam_role.cart.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = "cart.zip"
  layers        = [var.tracelake.layer]

  environment {
    variables = {
      TRACELAKE_STREAM_NAME    = var.tracelake.stream
      TRACELAKE_SCHEMA_VERSION = var.tracelake.schema_version
    }
  }
}

resource "aws_iam_role" "cart" {
  name = "cart"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "cart_sends_spans" {
  role       = aws_iam_role.cart.name
  policy_arn = var.tracelake.sender_policy
}

resource "aws_iam_role_policy_attachment" "cart_logs" {
  role       = aws_iam_role.cart.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
