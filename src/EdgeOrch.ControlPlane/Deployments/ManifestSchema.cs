namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>The JSON Schema of manifests, <c>docs/schemas/deployment.schema.json</c>. A test generates it from the model and compares.</summary>
internal static class ManifestSchema
{
    /// <summary>The schema, draft 2020-12.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(ManifestSchema).Assembly.GetManifestResourceStream("deployment.schema.json")
            ?? throw new InvalidOperationException("the schema is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
