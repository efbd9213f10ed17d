namespace GvNap.Lab.Load.Checking;

/// <summary>A search that was sent.</summary>
/// <param name="First">One word.</param>
/// <param name="Second">The other; may be the same.</param>
/// <param name="Limit">Results a page.</param>
/// <param name="Server">The number of the server that was asked.</param>
/// <param name="Sent">When, as a timestamp of the stopwatch, before anything of it was sent.</param>
internal readonly record struct Question(int First, int Second, int Limit, int Server, long Sent);
