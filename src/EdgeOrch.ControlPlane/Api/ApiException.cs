using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>A call that fails for a reason the caller can act on; answered with a <see cref="ProblemResults"/>.</summary>
internal sealed class ApiException(int status, string kind, string title, string detail, IReadOnlyList<Problem>? problems = null) : Exception(detail)
{
    /// <summary>The failure as an answer.</summary>
    public IResult Result { get; } = ProblemResults.Result(status, kind, title, detail, problems ?? []);

    /// <summary>There is no such thing.</summary>
    public static ApiException NotFound(string kind, string name) =>
        new(StatusCodes.Status404NotFound, "not-found", "Not found", $"there is no {kind} \"{name}\"");

    /// <summary>A body or a query that breaks rules.</summary>
    public static ApiException Invalid(string what, IReadOnlyList<Problem> problems) =>
        new(StatusCodes.Status400BadRequest, "invalid-request", "Invalid request", $"{what}: {problems[0].Message}", problems);
}
