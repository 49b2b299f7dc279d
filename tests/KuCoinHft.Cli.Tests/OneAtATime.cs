// Each test starts the program, and a demo takes both cores of a small machine: side by side they would disturb each other's time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
