using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.ControlPlane.Tests.Api;

/// <summary>Calls the API and reads its answers.</summary>
internal static class Answers
{
    /// <summary>Applies a text; the answer must be a success.</summary>
    public static async Task<AppliedDeployment> ApplyAsync(this HttpClient client, string manifest, bool dryRun = false)
    {
        using var response = await PostManifestAsync(client, manifest, dryRun);
        return (await response.ReadAsync(WireJson.Default.ApplyResult)).Deployments[0];
    }

    /// <summary>Applies a text; the answer must be a refusal.</summary>
    public static async Task<ProblemDocument> ApplyBadAsync(this HttpClient client, string manifest, bool dryRun = false)
    {
        using var response = await PostManifestAsync(client, manifest, dryRun);
        return await response.ReadProblemAsync();
    }

    public static async Task<T> GetAsync<T>(this HttpClient client, string path, JsonTypeInfo<T> type)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await response.ReadAsync(type);
    }

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonSerializer.Deserialize(body, type)!;
    }

    /// <summary>Reads a refusal, which must be a problem document that tells its own status.</summary>
    public static async Task<ProblemDocument> ReadProblemAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.False(response.IsSuccessStatusCode, body);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var document = JsonSerializer.Deserialize(body, WireJson.Default.ProblemDocument)!;
        Assert.Equal((int)response.StatusCode, document.Status);
        Assert.StartsWith("problems/", document.Type, StringComparison.Ordinal);
        Assert.NotEmpty(document.Title);
        Assert.DoesNotContain('\n', document.Detail);
        return document;
    }

    private static async Task<HttpResponseMessage> PostManifestAsync(HttpClient client, string manifest, bool dryRun)
    {
        using var content = new StringContent(manifest);
        return await client.PostAsync(new Uri($"/v1/apply?dryRun={(dryRun ? "true" : "false")}", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
