//@ Generic code that is handed authority by its user: none of it is its own.
//@ direct:

pub fn each<T, R>(items: Vec<T>, run: impl Fn(T) -> R) -> Vec<R> {
    items.into_iter().map(run).collect()
}

pub fn go() {
    let words: Vec<String> = each(vec![1, 2], |n: i32| n.to_string());
    println!("{}", words.concat().len());
}
