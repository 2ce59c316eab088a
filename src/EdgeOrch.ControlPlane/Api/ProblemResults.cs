using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Failed calls of the API: a <see cref="ProblemDocument"/> as <c>application/problem+json</c>.</summary>
internal static class ProblemResults
{
    /// <summary>The media type of RFC 9457.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A failure with every single problem.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="kind">Stable kebab-case word; the document's type is <c>problems/{kind}</c>.</param>
    /// <param name="title">The kind of failure in words.</param>
    /// <param name="detail">The failure, one line.</param>
    /// <param name="problems">Every single problem; none when <paramref name="detail"/> says it all.</param>
    public static IResult Result(int status, string kind, string title, string detail, params IReadOnlyList<Problem> problems) =>
        Results.Json(new ProblemDocument($"problems/{kind}", title, status, detail, problems), WireJson.Default.ProblemDocument, MediaType, status);
}
