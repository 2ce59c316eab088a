namespace EdgeOrch.Cli.Output;

/// <summary>How a result is written, as kubectl's <c>-o</c>.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Yaml,
}
